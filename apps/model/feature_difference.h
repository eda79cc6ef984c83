#pragma once

#include <string>

#include "audio/features/log_mel.h"

namespace backbeat::apps {

/// The first setting that differs, worded "n_mels: found 64, expected 128"; empty where all are
/// equal.
std::string difference(const audio::FeatureSettings& found, const audio::FeatureSettings& expected);

}  // namespace backbeat::apps
