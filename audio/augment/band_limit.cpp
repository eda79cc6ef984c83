#include "audio/augment/band_limit.h"

#include <cassert>
#include <cmath>
#include <cstddef>

#include "audio/augment/log_mel_gain.h"

namespace backbeat::audio {

void random_band_limit(std::span<float> window, int n_mels, double floor_db, Random& random,
                       const BandLimitOptions& options) {
  const auto bands = static_cast<std::size_t>(n_mels);
  assert(n_mels > 0 && window.size() % bands == 0);
  const std::size_t frames = window.size() / bands;
  const auto band_at = [&](double share) {
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(bands)));
  };
  if (random.chance(options.low_pass_probability)) {
    const std::size_t edge = band_at(random.uniform(options.lowest_low_pass_edge, 1.0));
    apply_log_mel_gain(window.subspan(edge * frames),
                       -random.uniform(options.least_cut_db, options.largest_cut_db), floor_db);
  }
  if (random.chance(options.high_pass_probability)) {
    const std::size_t edge = band_at(random.uniform(0.0, options.highest_high_pass_edge));
    apply_log_mel_gain(window.first(edge * frames),
                       -random.uniform(options.least_cut_db, options.largest_cut_db), floor_db);
  }
}

}  // namespace backbeat::audio
