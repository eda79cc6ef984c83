#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/training/epoch_record.h"
#include "nn/buffer.h"
#include "nn/graph/network.h"

namespace backbeat::apps {

/// Everything that the next step of a training depends on.
struct TrainingState {
  /// A vector of the optimiser's.
  struct OptimizerVector {
    std::string name;
    nn::Buffer values;
  };

  std::vector<EpochRecord> history;
  EpochSums begun;      ///< of the epoch after these, as far as it went
  long long steps = 0;  ///< of the optimiser
  int best_epoch = 0;   ///< 0: none yet
  double best_valid_loss = std::numeric_limits<double>::infinity();
  nn::Parameters parameters;
  nn::Parameters best;                    ///< as long, where early stopping keeps them, else empty
  std::optional<nn::Parameters> average;  ///< of the weights, where there is one
  std::vector<OptimizerVector> optimizer;
};

/// Writes a safetensors file; `identity` says which run it belongs to.
void write_checkpoint(const std::filesystem::path& path, const nlohmann::json& identity,
                      const TrainingState& state);

/// The state in the file, of a run whose vectors are as long as those of `fresh`. Throws
/// nn::FormatError where the file is damaged or belongs to another run than `identity`.
TrainingState read_checkpoint(const std::filesystem::path& path, const nlohmann::json& identity,
                              TrainingState fresh);

}  // namespace backbeat::apps
