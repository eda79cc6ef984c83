#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "audio/features/feature_settings.h"
#include "audio/features/log_mel.h"

// What a recording sounds like in a few bytes a frame, to find it again after recoding or cutting:
// after Haitsma and Kalker, "A highly robust audio fingerprinting system" (ISMIR 2002).
namespace backbeat::audio {

/// One bit a pair of neighbouring bands m and m + 1, from low to high. With E(m) the change of a
/// band's level, in dB, from kChange_s before the frame to kChange_s after it, both as means, bit m
/// is 1 where E(m) > E(m + 1). It is reliable where the two differ by 1 dB or more: where nothing
/// changes, as in silence or a held tone, no bit is.
struct FingerprintFrame {
  std::uint32_t bits = 0;
  std::uint32_t reliable = 0;
};

struct Fingerprint {
  static constexpr double kFramesPerSecond = 22050.0 / 512.0;
  static constexpr double kChange_s = 8.0 / kFramesPerSecond;

  std::vector<FingerprintFrame> frames;  ///< none where the clip is shorter than 2 kChange_s
  /// A hash of the spectrogram: equal for equal ones. 0 for one that is level throughout (silence).
  std::uint64_t digest = 0;
};

/// The fingerprint of a spectrogram made with `settings`, whose sample_rate_hz is not 0. Frames do
/// not depend on the hop length, level or (above 4 kHz) bandwidth.
Fingerprint fingerprint(const Spectrogram& spectrogram, const FeatureSettings& settings);

/// Two fingerprints laid over each other: the bits that are reliable in both.
struct Overlap {
  int bits = 0;
  int errors = 0;  ///< of them: those that differ. Unrelated recordings differ in about half

  void add(const FingerprintFrame& x, const FingerprintFrame& y) {
    const std::uint32_t both = x.reliable & y.reliable;
    bits += std::popcount(both);
    errors += std::popcount(both & (x.bits ^ y.bits));
  }
  double error_rate() const { return bits > 0 ? static_cast<double>(errors) / bits : 1.0; }
};

/// Frame i of `a` over frame i + `offset` of `b`, wherever both have one.
Overlap overlap(const Fingerprint& a, const Fingerprint& b, int offset);

}  // namespace backbeat::audio
