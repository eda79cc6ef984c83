#pragma once

#include <filesystem>

#include "apps/picture/image.h"

namespace backbeat {

/// What libpng finds in `path`. Throws std::runtime_error where that is no PNG.
apps::picture::Image read_png(const std::filesystem::path& path);

}  // namespace backbeat
