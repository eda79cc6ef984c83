#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "datasets/batches/augment_options.h"
#include "datasets/batches/batches.h"
#include "nn/graph/network.h"
#include "nn/training/optimizer.h"
#include "nn/training/schedule.h"

namespace backbeat::apps {

/// How a network is trained: what a run needs, beside its data, to be done again.
struct TrainingOptions {
  int epochs = 40;
  int batch_size = 32;
  std::string optimizer = "adamw";
  std::optional<double> lr;  ///< unset: 0.001 with adamw, 0.01 with sgd
  double momentum = 0.9;
  bool nesterov = false;
  double weight_decay = 0.02;
  std::string schedule = "cosine";
  double step_size = 10.0;  ///< epochs
  double gamma = 0.5;
  double warmup_epochs = 0.0;
  std::string loss = "cross_entropy";
  double label_smoothing = 0.0;
  std::optional<double> group_balance;  ///< unset: 0.5 with cross_entropy, 0 with mse
  std::string class_weights = "none";
  double clip_norm = 0.0;  ///< 0: gradients are not clipped
  double ema = 0.0;        ///< decay of the weights' average, a step; 0: the last weights are kept
  double teacher_weight = 1.0;  ///< of the losses by a teacher's answers, where there is one
  int early_stop = 0;           ///< epochs without a better validation loss; 0: never
  std::uint64_t seed = 1;
  double level_range_db = 0.0;   ///< as in datasets::Reference
  double band_mean_share = 0.0;  ///< as in datasets::Reference
  datasets::AugmentOptions augment;
  /// As in nn::Workspace::Options. The results are the same, so it is not in to_json().
  int recompute = 0;

  /// The exponent of datasets::balance_groups().
  double balance() const { return group_balance.value_or(loss == "mse" ? 0.0 : 0.5); }
  datasets::Reference reference() const {
    return {.level_range_db = static_cast<float>(level_range_db),
            .band_mean_share = static_cast<float>(band_mean_share)};
  }
  double learning_rate() const { return lr.value_or(optimizer == "sgd" ? 0.01 : 0.001); }
};

/// Adds the options to a command line; `options` holds the defaults and receives the values.
void add_training_options(CLI::App& cli, TrainingOptions& options);

/// As it stands in model files and checkpoints.
nlohmann::json to_json(const TrainingOptions& options);

nn::Schedule make_schedule(const TrainingOptions& options);
std::unique_ptr<nn::Optimizer> make_optimizer(const TrainingOptions& options,
                                              const nn::Network& network);

}  // namespace backbeat::apps
