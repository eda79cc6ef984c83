#include "apps/common/model_files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::apps {

std::filesystem::path find_network(const std::string& name) {
  namespace fs = std::filesystem;
  if (fs::is_regular_file(name)) return name;
  std::error_code error;
  const fs::path programs = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* models : {"../share/backbeat/models", "../../../models"}) {
    fs::path path = (programs / models / name).lexically_normal();
    if (path.extension() != ".net") path += ".net";
    if (fs::is_regular_file(path)) return path;
  }
  throw std::runtime_error(fmt::format(
      "--net: found no file '{}' and no network of that name, expected a .net file, or small, "
      "short_chunk or resnet_small",
      name));
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.good() && !stream.eof()) {
    throw std::runtime_error(
        fmt::format("{}: can not be read: {}", path.string(), std::strerror(errno)));
  }
  return text;
}

}  // namespace backbeat::apps
