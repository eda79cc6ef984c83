#include "audio/features/compression.h"

#include <cmath>
#include <numbers>

#include <Eigen/Core>

#include "audio/features/require_setting.h"

namespace backbeat::audio {
namespace {

/// The logarithm of a kind, by the natural one.
double per_neper(LogKind kind) {
  switch (kind) {
    case LogKind::kDecibel:
      return 10.0 / std::numbers::ln10;
    case LogKind::kLn:
      return 1.0;
    case LogKind::kLog10:
      return 1.0 / std::numbers::ln10;
  }
  return 1.0;
}

}  // namespace

double Compression::per_db() const {
  return scale * per_neper(log) * std::numbers::ln10 / 10.0;
}

void Compression::apply(std::span<float> window) const {
  if (*this == Compression{} || window.empty()) return;
  constexpr auto kNepers_per_db = static_cast<float>(std::numbers::ln10 / 10.0);
  Eigen::Map<Eigen::ArrayXf> y(window.data(), static_cast<Eigen::Index>(window.size()));
  y *= kNepers_per_db;
  if (gain != 1.0 || offset != 0.0) {
    y = (y.exp() * static_cast<float>(gain) + static_cast<float>(offset)).log();
  }
  y = y * static_cast<float>(per_neper(log) * scale) + static_cast<float>(shift);
  if (peak_range > 0.0) y = (y - y.maxCoeff()).max(-static_cast<float>(peak_range));
}

void validate(const Compression& c) {
  const auto is = [](double value, double low, double high) {
    return value >= low && value <= high;
  };
  require_setting(is(c.gain, 1e-30, 1e30), "gain", c.gain, "1e-30 to 1e30");
  require_setting(is(c.offset, 0.0, 1e30), "offset", c.offset, "0 to 1e30");
  require_setting(is(c.scale, 1e-6, 1e6), "scale", c.scale, "1e-6 to 1e6");
  require_setting(is(c.shift, -1e6, 1e6), "shift", c.shift, "-1e6 to 1e6");
  require_setting(is(c.peak_range, 0.0, 1e6), "peak_range", c.peak_range,
                  "0 (no reference) to 1e6");
}

}  // namespace backbeat::audio
