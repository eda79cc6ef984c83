#pragma once

#include <span>
#include <string>

#include "audio/features.h"

namespace backbeat::datasets {

/// 32 hexadecimal digits that tell one set of labelled spectrograms, in order, from another: XXH3
/// of every value and label.
std::string fingerprint(std::span<const audio::Spectrogram> spectrograms,
                        std::span<const int> labels);

}  // namespace backbeat::datasets
