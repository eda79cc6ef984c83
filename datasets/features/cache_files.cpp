#include "datasets/features/cache_files.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <xxhash.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/files/replace_file.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;
using Checksum = std::uint64_t;

Checksum checksum(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace

CacheKey key_of(std::string_view text) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
  CacheKey key;
  static_assert(sizeof(canonical) == sizeof(key));
  std::memcpy(key.data(), &canonical, sizeof(key));
  return key;
}

fs::path entry_path(const fs::path& folder, const CacheKey& key, std::string_view extension) {
  const std::string name = fmt::format("{:02x}", fmt::join(key, ""));
  return folder / name.substr(0, 2) / (name.substr(2) + std::string(extension));
}

std::optional<std::string> read_entry(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return std::nullopt;
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return bytes;
}

void write_entry(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const auto write = [&](const fs::path& temporary) {
    std::ofstream file(temporary, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      throw std::runtime_error(
          fmt::format("{}: found no way to write {} bytes, expected a folder "
                      "that can be written and room for them",
                      path.string(), bytes.size()));
    }
  };
  audio::replace_file(path, write, audio::Sync::kNo);  // unseal() knows a damaged entry
}

void seal(std::string& bytes) {
  const Checksum sum = checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
}

std::optional<std::string_view> unseal(std::string_view bytes) {
  if (bytes.size() < sizeof(Checksum)) return std::nullopt;
  const std::string_view summed = bytes.substr(0, bytes.size() - sizeof(Checksum));
  Checksum sum = 0;
  std::memcpy(&sum, bytes.data() + summed.size(), sizeof(sum));
  if (sum != checksum(summed)) return std::nullopt;
  return summed;
}

}  // namespace backbeat::datasets
