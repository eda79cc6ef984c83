#include "apps/files/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "audio/files/replace_file.h"

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
  throw std::runtime_error(
      fmt::format("{}: can not be written: {}", path.string(), std::strerror(errno)));
}

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  audio::write_file(path, [&](const fs::path& file) {
    std::ofstream stream(file, std::ios::binary);
    write(stream);
    stream.close();
    if (!stream) fail(path);
  });
}

void write_atomically(const fs::path& path, std::string_view bytes) {
  write_atomically(path, [&](std::ostream& stream) {
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
}

void write_json(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  write_atomically(path, json_text(json, 2) + "\n");
}

void require_writable(const fs::path& path) {
  if (path.empty()) return;
  const auto require = [&](bool good, int otherwise) {
    errno = otherwise;
    if (!good) fail(path);
  };
  std::error_code error;
  require(!fs::is_directory(path, error), EISDIR);
  const std::optional<fs::path> file = audio::replaced_by_writing(path);
  // A new file takes the place of the old one, which may be replaced only if it may be written.
  const bool is_new = !fs::exists(path, error);
  require(is_new || access(path.c_str(), W_OK) == 0, EACCES);
  const fs::path folder = file ? file->parent_path() / "." : path;
  if (access(folder.c_str(), W_OK) != 0) fail(path);
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  errno = error.value();
  if (error || access(path.c_str(), W_OK | X_OK) != 0) fail(path);
}

}  // namespace backbeat::apps
