#pragma once

#include <string>
#include <string_view>
#include <vector>

// What is done to a recording, as text: "lowpass:4000", "resample:16000+mp3:24".
namespace backbeat::audio {

/// One thing that makes a recording worse, and how much of it.
struct Degradation {
  enum class Kind {
    kLowPass,   ///< lowpass: nothing beyond `value` Hz, 100 or more
    kResample,  ///< resample: what follows happens at `value` Hz, 4000 to 192000, or at the
                ///< recording's own rate where that is lower
    kGain,      ///< gain: `value` dB, -100 to 100; clipped at full scale, as 16-bit files are
    kNoise,     ///< noise: white, `value` dB below the recording (SNR), -100 to 100
    kMp3,       ///< mp3: encoded at `value` kbit/s, one of kMp3Rates_kbit_s, and decoded
    kVorbis,    ///< vorbis: the same as Ogg Vorbis, 16 to 240 kbit/s
    kOpus,      ///< opus: the same as Ogg Opus, 6 to 256 kbit/s
  };

  Kind kind = Kind::kGain;
  double value = 0.0;

  bool operator==(const Degradation&) const = default;
};

/// One after the other; none: the recording as it is.
using Degradations = std::vector<Degradation>;

/// Rates of MPEG-1 and MPEG-2 layer III from 16 kbit/s that some sample rate allows.
inline constexpr int kMp3Rates_kbit_s[] = {16, 24,  32,  40,  48,  56,  64,  80,
                                           96, 112, 128, 160, 192, 224, 256, 320};

/// "kind:value", joined by "+". Throws std::invalid_argument on an unknown kind, a value that is no
/// number or outside of its range, and on an empty text.
Degradations parse_degradations(std::string_view text);

/// What parse_degradations() reads; "" for none.
std::string to_text(const Degradations& degradations);

}  // namespace backbeat::audio
