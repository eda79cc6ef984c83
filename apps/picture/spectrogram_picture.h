#pragma once

#include <string>

#include "apps/picture/colour_map.h"
#include "apps/picture/image.h"
#include "audio/features/log_mel.h"

// A log-mel spectrogram to look at: time to the right, frequency up, level as colour.
namespace backbeat::apps::picture {

/// Where the plot's upper left corner lies in the image; axes and labels are around it.
inline constexpr int kPlotLeft_px = 88;
inline constexpr int kPlotTop_px = 72;

struct PictureOptions {
  std::string title;  ///< UTF-8
  ColourMap colours = ColourMap::kViridis;
  double start_s = 0.0;  ///< time of the first frame
};

/// Draws `spectrogram`, computed with `settings` (whose sample_rate_hz is the audio's, not 0), of
/// one frame and band or more.
///
/// The plot is at most 1600 x 1024 pixels: where several frames or bands share a pixel, the loudest
/// is seen. Colours reach from the loudest value down to the quietest, or 80 dB down where that is
/// nearer, and at least 10 dB: where all values are equal, as in silence, all is dark.
Image draw_spectrogram(const audio::Spectrogram& spectrogram,
                       const audio::FeatureSettings& settings, const PictureOptions& options);

}  // namespace backbeat::apps::picture
