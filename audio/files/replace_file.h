#pragma once

#include <filesystem>
#include <functional>

namespace backbeat::audio {

/// Calls `write` with a temporary name beside `target`, then renames: readers see the old file or
/// the whole new one, never a part. Where `write` throws, the temporary file is removed.
/// Throws std::runtime_error naming the path where the rename fails.
void replace_file(const std::filesystem::path& target,
                  const std::function<void(const std::filesystem::path&)>& write);

}  // namespace backbeat::audio
