#include "apps/files/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>

#include "audio/files/replace_file.h"

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
  throw std::runtime_error(
      fmt::format("{}: can not be written: {}", path.string(), std::strerror(errno)));
}

/// Whether writing `path` means a new file under its name.
bool is_replaced(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  return type == fs::file_type::not_found || type == fs::file_type::regular;
}

/// Errors name `target`, the file that the user knows.
void write(const fs::path& path, std::string_view bytes, const fs::path& target) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) fail(target);
}

}  // namespace

void write_atomically(const fs::path& path, std::string_view bytes) {
  if (is_replaced(path)) {
    audio::replace_file(path, [&](const fs::path& temporary) { write(temporary, bytes, path); });
  } else {
    write(path, bytes, path);
  }
}

void write_json(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  write_atomically(path, json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void require_writable(const fs::path& path) {
  if (path.empty()) return;
  std::error_code error;
  errno = fs::is_directory(path, error) ? EISDIR : 0;
  const fs::path folder = path.parent_path() / ".";
  if (errno == 0 && access((is_replaced(path) ? folder : path).c_str(), W_OK) == 0) return;
  fail(path);
}

}  // namespace backbeat::apps
