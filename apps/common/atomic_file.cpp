#include "apps/common/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
  throw std::runtime_error(fmt::format("{}: can not be written: {}", path.string(), reason));
}

bool write(const fs::path& path, std::string_view bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  return !stream.fail();
}

}  // namespace

void write_atomically(const fs::path& path, std::string_view bytes) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  if (type != fs::file_type::not_found && type != fs::file_type::regular) {
    if (!write(path, bytes)) fail(path, std::strerror(errno));
    return;
  }
  fs::path temporary = path;
  temporary += fmt::format(".{}.tmp", getpid());
  if (!write(temporary, bytes)) {
    const std::string reason = std::strerror(errno);
    fs::remove(temporary, error);
    fail(path, reason);
  }
  fs::rename(temporary, path, error);
  if (error) {
    const std::string reason = error.message();
    fs::remove(temporary, error);
    fail(path, reason);
  }
}

void write_json(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  write_atomically(path, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace backbeat::apps
