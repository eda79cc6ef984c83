#include "apps/files/safetensors_file.h"

#include <map>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/files/atomic_file.h"
#include "datasets/digest.h"
#include "nn/errors.h"

namespace backbeat::apps {
namespace {

constexpr const char* kKey = "checksum";

std::string checksum(std::map<std::string, std::string> metadata, const nn::TensorViews& tensors) {
  metadata.erase(kKey);
  std::vector<std::string> names;
  for (const auto& [key, value] : metadata) {
    names.push_back(fmt::format("{} {} {}", key.size(), key, value));
  }
  for (const auto& [name, tensor] : tensors) {
    names.push_back(fmt::format("{} {} {}", name.size(), name, fmt::join(tensor.shape, "x")));
  }
  std::vector<std::string_view> pieces(names.begin(), names.end());
  for (const auto& [name, tensor] : tensors) pieces.push_back(tensor.bytes);
  return datasets::fingerprint(pieces);
}

nn::TensorViews views_of(const nn::TensorFile& file) {
  nn::TensorViews views;
  for (const auto& [name, tensor] : file.tensors) {
    const auto bytes = std::as_bytes(std::span(tensor.values));
    views[name] = {.shape = tensor.shape,
                   .bytes{reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
  }
  return views;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, nn::TensorFile file) {
  file.metadata[kKey] = checksum(file.metadata, views_of(file));
  write_atomically(path, [&](std::ostream& stream) { nn::write_safetensors(stream, file); });
}

void verify_checksum(const nn::SafetensorsReader& file, const std::string& source) {
  const auto found = file.metadata().find(kKey);
  if (found == file.metadata().end()) return;
  const std::string computed = checksum(file.metadata(), file.tensors());
  if (found->second == computed) return;
  throw nn::FormatError(fmt::format(
      "{}: checksum: found '{}', expected '{}'; the file is damaged, or another program has changed "
      "it and not taken the entry away",
      source, found->second, computed));
}

}  // namespace backbeat::apps
