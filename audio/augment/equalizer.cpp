#include "audio/augment/equalizer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "audio/augment/log_mel_gain.h"

namespace backbeat::audio {

void random_equalizer(std::span<float> window, int n_mels, double floor_db, Random& random,
                      const EqualizerOptions& options) {
  const auto bands = static_cast<std::size_t>(n_mels);
  assert(n_mels > 0 && window.size() % bands == 0);
  const std::size_t frames = window.size() / bands;
  const double bass_db = options.spread_db * random.normal();
  const double treble_db = options.spread_db * random.normal();
  for (std::size_t band = 0; band < bands; ++band) {
    const double share = static_cast<double>(band) / std::max(n_mels - 1, 1);
    apply_log_mel_gain(window.subspan(band * frames, frames), std::lerp(bass_db, treble_db, share),
                       floor_db);
  }
}

}  // namespace backbeat::audio
