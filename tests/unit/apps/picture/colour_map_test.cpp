#include "apps/picture/colour_map.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

// matplotlib 3.6.3: round(255 * matplotlib.cm.get_cmap(name)(i)) for i = 2, 7, ... 252, 0xRRGGBB:
// between the table's own colours, so that each of these is needed twice.
constexpr std::array<int, 51> kViridis{
    0x450457, 0x460b5e, 0x471365, 0x481a6c, 0x482071, 0x482677, 0x472d7b, 0x46337f, 0x443983,
    0x423f85, 0x404588, 0x3e4a89, 0x3c508b, 0x39558c, 0x375b8d, 0x34608d, 0x32658e, 0x306a8e,
    0x2e6f8e, 0x2c738e, 0x2a788e, 0x287d8e, 0x26828e, 0x24868e, 0x228b8d, 0x21908d, 0x1f948c,
    0x1f998a, 0x1f9e89, 0x1fa287, 0x22a785, 0x25ac82, 0x2ab07f, 0x31b57b, 0x38b977, 0x40bd72,
    0x4ac16d, 0x54c568, 0x5ec962, 0x69cd5b, 0x75d054, 0x81d34d, 0x8ed645, 0x9bd93c, 0xa8db34,
    0xb5de2b, 0xc2df23, 0xd0e11c, 0xdde318, 0xeae51a, 0xf6e620};

constexpr std::array<int, 51> kMagma{
    0x010106, 0x03030f, 0x06051a, 0x0b0924, 0x110c2f, 0x160f3b, 0x1d1147, 0x241253, 0x2c115f,
    0x341069, 0x3d0f71, 0x451077, 0x4e117b, 0x56147d, 0x5d177f, 0x651a80, 0x6d1d81, 0x752181,
    0x7c2382, 0x842681, 0x8c2981, 0x942c80, 0x9c2e7f, 0xa5317e, 0xad347c, 0xb5367a, 0xbd3977,
    0xc53c74, 0xcd4071, 0xd5446d, 0xdc4869, 0xe34e65, 0xe95462, 0xee5b5e, 0xf2645c, 0xf66c5c,
    0xf8765c, 0xfa7f5e, 0xfc8961, 0xfd9266, 0xfd9b6b, 0xfea571, 0xfeae77, 0xfeb77e, 0xfec185,
    0xfeca8d, 0xfed395, 0xfddc9e, 0xfde5a7, 0xfceeb0, 0xfcf7b9};

void expect_near(Rgb found, int expected, int i) {
  EXPECT_LE(std::abs(found.red - (expected >> 16)), 1) << "colour " << i;
  EXPECT_LE(std::abs(found.green - (expected >> 8 & 0xFF)), 1) << "colour " << i;
  EXPECT_LE(std::abs(found.blue - (expected & 0xFF)), 1) << "colour " << i;
}

TEST(ColourMap, IsMatplotlibsToOneStep) {
  for (std::size_t k = 0; k < kViridis.size(); ++k) {
    const int i = static_cast<int>(5 * k + 2);
    expect_near(colour_at(ColourMap::kViridis, i / 255.0), kViridis[k], i);
    expect_near(colour_at(ColourMap::kMagma, i / 255.0), kMagma[k], i);
  }
}

TEST(ColourMap, GrowsBrighter) {
  for (const ColourMap map : {ColourMap::kViridis, ColourMap::kMagma}) {
    double darker = -1.0;
    for (int i = 0; i <= 50; ++i) {
      const Rgb c = colour_at(map, i / 50.0);
      const double luma = 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue;  // Rec. 709
      EXPECT_GT(luma, darker) << "at " << i / 50.0;
      darker = luma;
    }
  }
}

TEST(ColourMap, HoldsItsEndsOutside) {
  EXPECT_EQ(colour_at(ColourMap::kMagma, -3.0), colour_at(ColourMap::kMagma, 0.0));
  EXPECT_EQ(colour_at(ColourMap::kMagma, 3.0), colour_at(ColourMap::kMagma, 1.0));
}

TEST(ColourMap, IsFoundByItsName) {
  EXPECT_EQ(colour_map("viridis"), ColourMap::kViridis);
  EXPECT_EQ(colour_map("magma"), ColourMap::kMagma);
  EXPECT_THAT([] { colour_map("jet"); },
              testing::ThrowsMessage<std::invalid_argument>(testing::HasSubstr("found \"jet\"")));
}

}  // namespace
}  // namespace backbeat::apps::picture
