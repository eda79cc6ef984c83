#pragma once

#include <string>
#include <vector>

#include "apps/model/model.h"

// Training that starts from a trained model instead of random weights.
namespace backbeat::apps {

/// The labels of `start` and those beside them, sorted.
std::vector<std::string> joined_labels(const Model& start, const std::vector<std::string>& labels);

/// The network of `start` with one output a label. Throws nn::ShapeError where their number is
/// another and the last node is not `linear`.
nn::Network network_for(const Model& start, const std::vector<std::string>& labels);

/// Copies the parameters and running statistics of `start` into `parameters`, which are those of
/// `network`, made by network_for(). Of the last layer the rows of labels that `start` has are
/// copied; the others stay as they are.
void copy_parameters(const Model& start, const nn::Network& network,
                     const std::vector<std::string>& labels, nn::Parameters& parameters);

}  // namespace backbeat::apps
