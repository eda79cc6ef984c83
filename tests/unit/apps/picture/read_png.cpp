#include "tests/unit/apps/picture/read_png.h"

#include <png.h>
#include <stdexcept>
#include <vector>

namespace backbeat {

apps::picture::Image read_png(const std::filesystem::path& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, path.c_str()) == 0) {
    throw std::runtime_error(png.message);
  }
  png.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(png));
  if (png_image_finish_read(&png, nullptr, bytes.data(), 0, nullptr) == 0) {
    throw std::runtime_error(png.message);
  }
  apps::picture::Image image(static_cast<int>(png.width), static_cast<int>(png.height));
  auto byte = bytes.begin();
  for (int y = 0; y < image.height_px(); ++y) {
    for (int x = 0; x < image.width_px(); ++x, byte += 3) {
      image.set(x, y, {.red = byte[0], .green = byte[1], .blue = byte[2]});
    }
  }
  return image;
}

}  // namespace backbeat
