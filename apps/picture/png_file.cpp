#include "apps/picture/png_file.h"

#include <png.h>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/files/replace_file.h"

namespace backbeat::apps::picture {

static_assert(sizeof(Rgb) == 3, "PNG_FORMAT_RGB takes the pixels as they lie");

void write_png(const std::filesystem::path& path, const Image& image) {
  audio::replace_file(path, [&](const std::filesystem::path& temporary) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.format = PNG_FORMAT_RGB;
    png.width = static_cast<png_uint_32>(image.width_px());
    png.height = static_cast<png_uint_32>(image.height_px());
    constexpr int kRowsWithoutGaps = 0;
    if (png_image_write_to_file(&png, temporary.c_str(), 0, image.pixels().data(), kRowsWithoutGaps,
                                nullptr) == 0) {
      throw std::runtime_error(fmt::format("{}: found \"{}\", expected a path that can be written",
                                           path.string(), png.message));
    }
  });
}

}  // namespace backbeat::apps::picture
