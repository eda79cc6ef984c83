#pragma once

#include <string>
#include <vector>

#include "audio/features/log_mel.h"
#include "nn/graph/network.h"

// Whether a network fits what stands before and behind it.
namespace backbeat::apps {

/// Throws nn::ShapeError where the network's input is not 1 x n_mels x frames.
void check_input_shape(const nn::Network& network, const audio::FeatureSettings& features);

/// The same, and where its one output has not a number for every label.
void check_shapes(const nn::Network& network, const audio::FeatureSettings& features,
                  const std::vector<std::string>& labels);

}  // namespace backbeat::apps
