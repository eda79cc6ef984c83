#pragma once

#include <span>
#include <string>
#include <string_view>

#include "audio/features/log_mel.h"

namespace backbeat::datasets {

/// 32 hexadecimal digits that tell one array of numbers from another: XXH3 of every one.
std::string fingerprint(std::span<const float> values);

/// The same of bytes, piece by piece.
std::string fingerprint(std::span<const std::string_view> pieces);

/// The same of labelled spectrograms, in order.
std::string fingerprint(std::span<const audio::Spectrogram> spectrograms,
                        std::span<const int> labels);

}  // namespace backbeat::datasets
