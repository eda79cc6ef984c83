#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/model/body.h"
#include "apps/model/calibration.h"
#include "audio/features/log_mel.h"
#include "audio/fingerprint/sketch.h"
#include "datasets/batches/normalizer.h"
#include "nn/graph/network.h"

namespace backbeat::apps {

/// Everything that classifying a recording needs, as one file holds it.
struct Model {
  std::vector<std::string> labels;  ///< sorted; the order of the logits
  audio::FeatureSettings features;
  datasets::Normalizer normalizer;
  nn::Network network;
  nn::Parameters parameters;
  Calibration calibration;
  nlohmann::json training;  ///< options, seed, class counts, data fingerprint, final metrics
  std::vector<audio::Sketch> heard;  ///< of all clips that it has learnt from; empty: not known
  std::string other;  ///< the label of what belongs to no genre: answered as "unknown"; "": none
  std::string source = "model";  ///< the file that it was read from, for messages

  int window_frames() const { return network.input_shape().width; }
  /// The class most frequent in training, the first among equals: what "majority baseline" answers.
  int majority_class() const;
};

/// Writes the one .safetensors file that models/README.md describes under "Model file". `without`:
/// the body that the model stands on; its numbers are left out, and the file names it.
void save_model(const std::filesystem::path& path, const Model& model,
                const Body* without = nullptr);

/// Throws nn::FormatError naming the file where it is damaged, no model, or of another version, and
/// where it left out a body that is none of `bodies`.
Model load_model(const std::filesystem::path& path, std::span<const Body> bodies = {});

}  // namespace backbeat::apps
