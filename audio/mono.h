#pragma once

#include <vector>

namespace backbeat::audio {

/// One channel of samples; full scale is +-1.
struct Mono {
  std::vector<float> samples;
  int sample_rate_hz = 0;

  double duration_s() const {
    return sample_rate_hz > 0 ? static_cast<double>(samples.size()) / sample_rate_hz : 0.0;
  }
};

}  // namespace backbeat::audio
