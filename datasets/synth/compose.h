#pragma once

#include "datasets/synth/score.h"
#include "datasets/synth/styles.h"

namespace backbeat::datasets::synth {

/// From a style to the notes of one clip.
Score compose(const Style& style, double duration_s, const ClipKey& key);

}  // namespace backbeat::datasets::synth
