#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

// How the entries of a cache folder lie on disk, whatever they hold.
namespace backbeat::datasets {

/// XXH3-128 of everything that an entry depends on.
using CacheKey = std::array<std::uint8_t, 16>;

/// The key of what depends on all that `text` says.
CacheKey key_of(std::string_view text);

/// Where the entry of `key` lies, for example ".mel": spread over 256 folders, because one folder
/// of 100 000 files is slow to list.
std::filesystem::path entry_path(const std::filesystem::path& folder, const CacheKey& key,
                                 std::string_view extension);

/// Nothing where there is no such file, or where it can not be read.
std::optional<std::string> read_entry(const std::filesystem::path& path);

/// Writes to a temporary name and renames; makes folders. Throws std::runtime_error naming the
/// path.
void write_entry(const std::filesystem::path& path, const std::string& bytes);

/// Appends the XXH3-64 of `bytes` to them.
void seal(std::string& bytes);
/// The bytes without their checksum; nothing where it is not theirs.
std::optional<std::string_view> unseal(std::string_view bytes);

}  // namespace backbeat::datasets
