#include "audio/degrade/degrade.h"

#include <algorithm>
#include <optional>

#include "audio/augment/gain.h"
#include "audio/augment/noise.h"
#include "audio/degrade/lossy.h"
#include "audio/degrade/low_pass.h"
#include "audio/random.h"
#include "audio/resample.h"

namespace backbeat::audio {
namespace {

using Kind = Degradation::Kind;

std::optional<Codec> codec_of(Kind kind) {
  if (kind == Kind::kMp3) return Codec::kMp3;
  if (kind == Kind::kVorbis) return Codec::kVorbis;
  if (kind == Kind::kOpus) return Codec::kOpus;
  return std::nullopt;
}

/// A recording on its way through the degradations.
struct Signal {
  std::vector<float> samples;
  int rate_hz;

  void to_rate(int hz) {
    samples = resample(samples, rate_hz, hz);
    rate_hz = hz;
  }
};

void apply(const Degradation& degradation, Signal& signal, Random& random) {
  const double value = degradation.value;
  std::vector<float>& samples = signal.samples;
  if (const auto codec = codec_of(degradation.kind)) {
    samples = recode(samples, signal.rate_hz, *codec, value);
  } else if (degradation.kind == Kind::kLowPass) {
    samples = low_pass(samples, signal.rate_hz, value);
  } else if (degradation.kind == Kind::kResample) {
    signal.to_rate(std::min(static_cast<int>(value), signal.rate_hz));
  } else if (degradation.kind == Kind::kGain) {
    apply_gain(samples, value);
    for (float& x : samples) x = std::clamp(x, -1.0F, 1.0F);
  } else {
    const auto noise = make_noise(samples.size(), signal.rate_hz, NoiseColour::kWhite, random);
    add_noise(samples, noise, value);
  }
}

}  // namespace

std::vector<float> degrade(std::span<const float> samples, int sample_rate_hz,
                           const Degradations& degradations, std::uint64_t seed) {
  Signal signal{{samples.begin(), samples.end()}, sample_rate_hz};
  Random random{seed};
  for (const Degradation& degradation : degradations) apply(degradation, signal, random);
  if (signal.rate_hz != sample_rate_hz) signal.to_rate(sample_rate_hz);
  signal.samples.resize(samples.size());
  return std::move(signal.samples);
}

void require_encoders(const Degradations& degradations) {
  for (const Degradation& degradation : degradations) {
    if (const auto codec = codec_of(degradation.kind)) require_encoder(*codec);
  }
}

}  // namespace backbeat::audio
