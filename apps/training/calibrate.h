#pragma once

#include <span>

#include "apps/model/calibration.h"
#include "apps/model/model.h"
#include "audio/features/log_mel.h"

namespace backbeat::apps {

/// Fits the temperature on labelled clips that `model` was not trained on, then chooses the
/// threshold from which on at least the share `precision` of their answers is right. The model's
/// own calibration does not matter. The defaults where there is no clip.
Calibration calibrate(const Model& model, std::span<const audio::Spectrogram> clips,
                      std::span<const int> labels, double precision);

}  // namespace backbeat::apps
