#pragma once

#include <span>

namespace backbeat::audio {

enum class LogKind { kDecibel, kLn, kLog10 };

/// How a network that others trained wants the numbers of a spectrogram. Backbeat's are in dB
/// everywhere, x = 10 log10(m) of the mel value m; what such a network sees of them is
///
///   y = scale log(gain m + offset) + shift
///
/// with the logarithm of its kind: 10 log10, ln or log10. Then, with peak_range R > 0,
/// y <- max(y - max(y), -R), counted from the largest of a window.
struct Compression {
  LogKind log = LogKind::kDecibel;
  double gain = 1.0;
  double offset = 0.0;
  double scale = 1.0;
  double shift = 0.0;
  double peak_range = 0.0;

  bool operator==(const Compression&) const = default;

  /// How far y moves for a dB where the offset does not matter.
  double per_db() const;
  /// On a window of dB, in place. The default changes nothing.
  void apply(std::span<float> window) const;
};

/// Throws std::invalid_argument naming the setting, what was found and what was expected.
void validate(const Compression& compression);

}  // namespace backbeat::audio
