#pragma once

#include <string_view>

#include "apps/picture/image.h"

// Numbers to colours of even perceptual steps, which stay in order for colour-blind readers and in
// print without colour.
namespace backbeat::apps::picture {

/// matplotlib's maps of these names, by S. van der Walt and N. Smith (2015), CC0.
enum class ColourMap { kViridis, kMagma };

/// "viridis" or "magma". Throws std::invalid_argument on any other name.
ColourMap colour_map(std::string_view name);

/// The colour of `share`, 0 (darkest) to 1 (brightest); what lies outside takes the nearer end.
/// At matplotlib's 256 places it differs from matplotlib by 1 of 255 a channel at most.
Rgb colour_at(ColourMap map, double share);

}  // namespace backbeat::apps::picture
