#pragma once

#include <nlohmann/json.hpp>

#include "audio/features/log_mel.h"
#include "datasets/batches/normalizer.h"

// Front-end settings and normalizer as they stand in a model file.
namespace backbeat::apps {

nlohmann::json to_json(const audio::FeatureSettings& settings);
/// Throws nlohmann::json::exception on a missing key, std::invalid_argument on a wrong value.
audio::FeatureSettings features_from_json(const nlohmann::json& json);

nlohmann::json to_json(const datasets::Normalizer& normalizer);
datasets::Normalizer normalizer_from_json(const nlohmann::json& json);

}  // namespace backbeat::apps
