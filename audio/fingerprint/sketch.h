#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "audio/features/log_mel.h"

// A recording in 16 bytes, to know it again when the same stretch comes with the same front end.
namespace backbeat::audio {

/// Mean level of 16 groups of neighbouring mel bands over all frames, in steps of kSketchStep_db
/// from -110 dB; lower and higher ones are 0 and 255.
using Sketch = std::array<std::uint8_t, 16>;

inline constexpr double kSketchStep_db = 0.5;

Sketch sketch(const Spectrogram& spectrogram);

/// Whether no level differs by more than one step, as much as rounding elsewhere or a codec at a
/// usual rate may do.
bool alike(const Sketch& a, const Sketch& b);

/// 32 hexadecimal digits, and back. Throws std::invalid_argument on any other text.
std::string to_text(const Sketch& sketch);
Sketch sketch_from_text(const std::string& text);

}  // namespace backbeat::audio
