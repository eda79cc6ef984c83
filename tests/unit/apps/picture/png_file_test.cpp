#include "apps/picture/png_file.h"

#include <iterator>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "tests/unit/apps/picture/read_png.h"

namespace backbeat::apps::picture {
namespace {

namespace fs = std::filesystem;

class PngFile : public testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(PngFile, HoldsEveryPixel) {
  Image image(37, 11);
  for (int y = 0; y < 11; ++y) {
    for (int x = 0; x < 37; ++x) {
      image.set(x, y,
                {.red = static_cast<std::uint8_t>(x * 7),
                 .green = static_cast<std::uint8_t>(y * 20),
                 .blue = static_cast<std::uint8_t>(x ^ y)});
    }
  }
  write_png(folder_ / "a.png", image);
  const Image read = read_png(folder_ / "a.png");
  EXPECT_EQ(read.width_px(), 37);
  EXPECT_EQ(read.height_px(), 11);
  EXPECT_EQ(read.pixels(), image.pixels());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1) << "nothing else is left";
}

TEST_F(PngFile, NamesThePathThatCanNotBeWritten) {
  const fs::path path = folder_ / "missing" / "a.png";
  EXPECT_THAT([&] { write_png(path, Image(2, 2)); },
              testing::ThrowsMessage<std::runtime_error>(
                  testing::StartsWith(path.string() + ": found \"No such file")));
}

}  // namespace
}  // namespace backbeat::apps::picture
