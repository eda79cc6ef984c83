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

/// The file of which writing `path` makes a new one: `path` itself, or what it leads to. Nothing
/// where that is no file.
std::optional<fs::path> replaced(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  if (type == fs::file_type::not_found || type == fs::file_type::regular) return path;
  if (type == fs::file_type::symlink && fs::is_regular_file(path, error)) {
    return fs::canonical(path, error);
  }
  return std::nullopt;
}

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  const auto write_to = [&](const fs::path& file) {
    std::ofstream stream(file, std::ios::binary);
    write(stream);
    stream.close();
    if (!stream) fail(path);
  };
  if (const std::optional<fs::path> target = replaced(path)) {
    audio::replace_file(*target, write_to);
  } else {
    write_to(path);
  }
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
  const std::optional<fs::path> file = replaced(path);
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
