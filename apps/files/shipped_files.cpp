#include "apps/files/shipped_files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultModel = "genre11.safetensors";

/// Where our networks and models may lie: installed, and in a build tree.
std::vector<fs::path> model_folders() {
  std::error_code error;
  const fs::path programs = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {(programs / "../share/backbeat/models").lexically_normal(),
          (programs / "../../../models").lexically_normal()};
}

constexpr const char* kBodies = "bodies";  ///< folder of the networks that others trained

/// The file `name`, or the one of ours that is called so in `room`, with `extension` or without;
/// nothing: there is none.
std::optional<fs::path> find_file(const std::string& name, const char* extension,
                                  const fs::path& room = {}) {
  if (fs::is_regular_file(name)) return name;
  for (const fs::path& folder : model_folders()) {
    fs::path path = folder / room / name;
    if (path.extension() != extension) path += extension;
    if (fs::is_regular_file(path)) return path;
  }
  return std::nullopt;
}

/// The names of ours with `extension`, sorted, with commas.
std::string names_of(const std::string& extension, const fs::path& room = {}) {
  std::set<std::string> names;
  for (const fs::path& folder : model_folders()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / room, error)) {
      if (entry.path().extension() == extension) names.insert(entry.path().stem().string());
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// The same, or std::runtime_error: `option` begins the message, and `what` is what was looked for.
fs::path find_or_throw(const std::string& name, const char* extension, const fs::path& room,
                       const char* option, const char* what) {
  if (const auto path = find_file(name, extension, room)) return *path;
  throw std::runtime_error(
      fmt::format("{}found no file '{}' and no {} of that name, expected a {} file, or one of {}",
                  option, name, what, extension, names_of(extension, room)));
}

}  // namespace

std::string network_names() {
  return names_of(".net");
}

fs::path find_network(const std::string& name) {
  return find_or_throw(name, ".net", {}, "--net: ", "network");
}

std::string body_network_names() {
  return names_of(".net", kBodies);
}

fs::path find_body_network(const std::string& name) {
  return find_or_throw(name, ".net", kBodies, "--net: ", "published network");
}

fs::path find_recipe(const std::string& name) {
  return find_or_throw(name, ".toml", {}, "", "recipe");
}

fs::path find_default_model() {
  const std::vector<fs::path> folders = model_folders();
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / kDefaultModel)) return folder / kDefaultModel;
  }
  throw std::runtime_error(fmt::format(
      "--model: found none, and no default model {} in {} or {}, expected a model file; "
      "backbeat-train writes one",
      kDefaultModel, folders[0].string(), folders[1].string()));
}

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  constexpr std::streamsize kLongestText = std::streamsize{1} << 20;
  std::string text(static_cast<std::size_t>(kLongestText) + 1, '\0');
  stream.read(text.data(), std::ssize(text));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.gcount() > kLongestText) {
    throw std::runtime_error(
        fmt::format("{}: found more than {} bytes, expected a text", path.string(), kLongestText));
  }
  if (!stream.good() && !stream.eof()) {
    throw std::runtime_error(
        fmt::format("{}: can not be read: {}", path.string(), std::strerror(errno)));
  }
  return text;
}

}  // namespace backbeat::apps
