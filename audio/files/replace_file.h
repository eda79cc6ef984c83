#pragma once

#include <filesystem>
#include <functional>
#include <optional>

namespace backbeat::audio {

/// Whether a file must be whole even after a loss of power. What is cheap to make again, and known
/// for damaged when it is read, need not.
enum class Sync { kYes, kNo };

/// Calls `write` with a temporary name beside `target`, then renames: readers see the old file or
/// the whole new one, never a part. With Sync::kYes the disk has the bytes before it has the name.
/// Where `write` throws, the temporary file is removed. Those that killed processes have left are
/// removed when the target is written again, an hour later or more. Throws std::runtime_error
/// naming the path where the rename or the disk fails.
void replace_file(const std::filesystem::path& target,
                  const std::function<void(const std::filesystem::path&)>& write,
                  Sync sync = Sync::kYes);

/// The file that takes the place of `path` when that is written: `path` itself, or what a symbolic
/// link leads to. Nothing where it is a pipe, a device or the like, which no file may replace.
std::optional<std::filesystem::path> replaced_by_writing(const std::filesystem::path& path);

/// Writes what a user asked for: replaces that file, or calls `write` with `path` itself where there
/// is none to replace. Throws as replace_file() does.
void write_file(const std::filesystem::path& path,
                const std::function<void(const std::filesystem::path&)>& write);

}  // namespace backbeat::audio
