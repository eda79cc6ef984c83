#include "apps/picture/colour_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace backbeat::apps::picture {
namespace {

/// Every fifth of matplotlib's 256 colours, 0xRRGGBB; those between are interpolated.
using Anchors = std::array<unsigned, 52>;

constexpr Anchors kViridis{
    0x440154, 0x46085c, 0x471063, 0x481769, 0x481d6f, 0x482475, 0x472a7a, 0x46307e, 0x453781,
    0x433d84, 0x414287, 0x3f4889, 0x3d4e8a, 0x3a538b, 0x38598c, 0x355e8d, 0x33638d, 0x31688e,
    0x2e6d8e, 0x2c718e, 0x2a768e, 0x297b8e, 0x27808e, 0x25848e, 0x23898e, 0x218e8d, 0x20928c,
    0x1f978b, 0x1e9c89, 0x1fa188, 0x21a585, 0x24aa83, 0x28ae80, 0x2eb37c, 0x35b779, 0x3dbc74,
    0x46c06f, 0x50c46a, 0x5ac864, 0x65cb5e, 0x70cf57, 0x7cd250, 0x89d548, 0x95d840, 0xa2da37,
    0xb0dd2f, 0xbddf26, 0xcae11f, 0xd8e219, 0xe5e419, 0xf1e51d, 0xfde725};

constexpr Anchors kMagma{
    0x000004, 0x02020b, 0x050416, 0x090720, 0x0e0b2b, 0x140e36, 0x1a1042, 0x21114e, 0x29115a,
    0x311165, 0x390f6e, 0x420f75, 0x4a1079, 0x52137c, 0x5a167e, 0x621980, 0x6a1c81, 0x721f81,
    0x792282, 0x812581, 0x892881, 0x912b81, 0x992d80, 0xa1307e, 0xaa337d, 0xb2357b, 0xba3878,
    0xc23b75, 0xca3e72, 0xd2426f, 0xd9466b, 0xe04c67, 0xe75263, 0xec5860, 0xf1605d, 0xf4695c,
    0xf7725c, 0xf97b5d, 0xfb8560, 0xfc8e64, 0xfd9869, 0xfea16e, 0xfeaa74, 0xfeb47b, 0xfebd82,
    0xfec68a, 0xfecf92, 0xfed89a, 0xfde2a3, 0xfdebac, 0xfcf4b6, 0xfcfdbf};

std::uint8_t blend(unsigned from, unsigned to, int shift, double part) {
  const double a = from >> shift & 0xFF;
  const double b = to >> shift & 0xFF;
  return static_cast<std::uint8_t>(std::lround(a + (b - a) * part));
}

}  // namespace

ColourMap colour_map(std::string_view name) {
  if (name == "viridis") return ColourMap::kViridis;
  if (name == "magma") return ColourMap::kMagma;
  throw std::invalid_argument("colours: found \"" + std::string(name) +
                              "\", expected viridis or magma");
}

Rgb colour_at(ColourMap map, double share) {
  const Anchors& anchors = map == ColourMap::kViridis ? kViridis : kMagma;
  const double position = std::clamp(share, 0.0, 1.0) * static_cast<double>(anchors.size() - 1);
  const auto lower = std::min(static_cast<std::size_t>(position), anchors.size() - 2);
  const double part = position - static_cast<double>(lower);
  const unsigned from = anchors[lower];
  const unsigned to = anchors[lower + 1];
  return {.red = blend(from, to, 16, part),
          .green = blend(from, to, 8, part),
          .blue = blend(from, to, 0, part)};
}

}  // namespace backbeat::apps::picture
