#pragma once

#include <filesystem>

#include "apps/picture/image.h"

namespace backbeat::apps::picture {

/// Writes `image` as PNG (8 bits a channel, sRGB) under a temporary name, then renames. Throws
/// std::runtime_error naming the path where it can not be written.
void write_png(const std::filesystem::path& path, const Image& image);

}  // namespace backbeat::apps::picture
