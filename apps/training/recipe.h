#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "apps/cli/cli_fwd.h"
#include "datasets/batches/augment_options.h"
#include "datasets/batches/normalizer.h"
#include "nn/graph/network.h"
#include "nn/training/optimizer.h"
#include "nn/training/schedule.h"

namespace backbeat::apps {

/// How a network is trained: what a run needs, beside its data, to be done again. Each member but
/// `seed` and `augment` is a row of the table in recipe.cpp, from which options and JSON follow.
struct Recipe {
  enum class Optimizer { kSgd, kAdamW };
  enum class Loss { kCrossEntropy, kMeanSquaredError };

  int epochs = 40;
  int batch_size = 32;
  Optimizer optimizer = Optimizer::kAdamW;
  std::optional<double> lr;  ///< unset: 0.001 with AdamW, 0.01 with SGD
  double momentum = 0.9;
  bool nesterov = false;
  std::optional<double> weight_decay;  ///< unset: 0.02, or what `--head auto` chooses
  double body_lr_factor = 1.0;         ///< of the learning rate, for the parameters of a body
  nn::Schedule::Kind schedule = nn::Schedule::Kind::kCosine;
  double step_size = 10.0;  ///< epochs
  double gamma = 0.5;
  double warmup_epochs = 0.0;
  Loss loss = Loss::kCrossEntropy;
  double label_smoothing = 0.0;
  double class_weights = 0.0;  ///< the exponent of datasets::class_weights(): 0 none, 1 balanced
  std::optional<double> group_balance;  ///< unset: 0.5 with cross-entropy, 0 with squared error
  double clip_norm = 0.0;               ///< 0: gradients are not clipped
  double ema = 0.0;  ///< decay of the weights' average, per step; 0: the last weights are kept
  double level_range_db = 0.0;   ///< as in datasets::Reference
  double band_mean_share = 0.0;  ///< as in datasets::Reference
  double teacher_weight = 1.0;   ///< of the losses by a teacher's answers, where there is one
  double teacher_share = 0.0;    ///< of the labels' target, by a classifier of its answers
  int early_stop = 0;            ///< epochs without a better validation loss; 0: never
  int recompute = 0;             ///< as in nn::Workspace::Options; changes no result

  std::uint64_t seed = 1;
  datasets::AugmentOptions augment;

  double learning_rate() const { return lr.value_or(optimizer == Optimizer::kSgd ? 0.01 : 0.001); }
  double decay() const { return weight_decay.value_or(0.02); }
  /// The exponent of datasets::balance_groups().
  double balance() const { return group_balance.value_or(loss == Loss::kCrossEntropy ? 0.5 : 0.0); }
  datasets::Reference reference() const {
    return {.level_range_db = static_cast<float>(level_range_db),
            .band_mean_share = static_cast<float>(band_mean_share)};
  }
};

/// Adds the table's options to a command line; `recipe` holds the defaults and receives the values.
void add_recipe_options(CLI::App& cli, Recipe& recipe);

/// As it stands in model files and checkpoints.
nlohmann::json to_json(const Recipe& recipe);

nn::Schedule make_schedule(const Recipe& recipe);
std::unique_ptr<nn::Optimizer> make_optimizer(const Recipe& recipe, const nn::Network& network);

}  // namespace backbeat::apps
