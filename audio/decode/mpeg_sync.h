#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace backbeat::audio {

/// Where in a file its MPEG audio (layer 2 or 3) begins: behind ID3v2 tags and at most 64 KiB of
/// junk. MPEG audio has no magic number and a frame header is only 32 bits, which occur by chance
/// in any large file, so four frames must follow one another. Nothing where there are none.
std::optional<std::int64_t> find_first_mpeg_frame(const std::filesystem::path& path);

}  // namespace backbeat::audio
