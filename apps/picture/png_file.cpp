#include "apps/picture/png_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <png.h>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/files/replace_file.h"

namespace backbeat::apps::picture {

static_assert(sizeof(Rgb) == 3, "PNG_FORMAT_RGB takes the pixels as they lie");

void write_png(const std::filesystem::path& path, const Image& image) {
  audio::write_file(path, [&](const std::filesystem::path& target) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.format = PNG_FORMAT_RGB;
    png.width = static_cast<png_uint_32>(image.width_px());
    png.height = static_cast<png_uint_32>(image.height_px());
    constexpr int kRowsWithoutGaps = 0;
    // Not png_image_write_to_file(), which removes what it could not write, be it a device.
    std::FILE* const opened = std::fopen(target.c_str(), "wb");
    const bool drawn =
        opened != nullptr && png_image_write_to_stdio(&png, opened, 0, image.pixels().data(),
                                                      kRowsWithoutGaps, nullptr) != 0;
    const bool closed = opened != nullptr && std::fclose(opened) == 0;
    if (drawn && closed) return;
    throw std::runtime_error(
        fmt::format("{}: found \"{}\", expected a path that can be written", path.string(),
                    drawn || opened == nullptr ? std::strerror(errno) : png.message));
  });
}

}  // namespace backbeat::apps::picture
