#pragma once

#include <span>

#include "apps/model/calibration.h"
#include "apps/model/model.h"
#include "audio/features/log_mel.h"
#include "nn/metrics/temperature.h"

namespace backbeat::apps {

/// What `model` says of each window of labelled clips, before the temperature.
nn::ClipLogits clip_logits(const Model& model, std::span<const audio::Spectrogram> clips,
                           std::span<const int> labels);

/// Fits the temperature on answers about clips that the models were not trained on, then chooses
/// the threshold from which on at least the share `precision` of them is right. The defaults where
/// there is no clip.
Calibration calibrate(const nn::ClipLogits& windows, double precision);

}  // namespace backbeat::apps
