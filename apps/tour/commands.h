#pragma once

#include <filesystem>

#include "apps/cli/app.h"
#include "apps/tour/toy.h"

// The three stops of backprop-tour. Each adds its subcommand to the command line and, where that
// was chosen, is run with its options; each prints a text to read, or with --json one JSON object.
namespace backbeat::apps::tour {

/// The book's numbers (notebook 7.1).
struct ToyOptions {
  ToyParameters parameters{.beta0 = 1.0,
                           .beta1 = 2.0,
                           .beta2 = -3.0,
                           .beta3 = 0.4,
                           .omega0 = 0.1,
                           .omega1 = -0.4,
                           .omega2 = 2.0,
                           .omega3 = 3.0};
  ToyExample example{.x = 2.3, .y = 2.0};
  bool json = false;
};
CLI::App* add_toy(CLI::App& cli, ToyOptions& options);
int run_toy(const ToyOptions& options);

struct MlpOptions {
  bool json = false;
};
CLI::App* add_mlp(CLI::App& cli, MlpOptions& options);
int run_mlp(const MlpOptions& options);

struct TrainOptions {
  std::filesystem::path init;  ///< empty: weights, data and order are drawn from the seed
  bool json = false;
};
CLI::App* add_train(CLI::App& cli, TrainOptions& options);
int run_train(const TrainOptions& options, std::uint64_t seed);

}  // namespace backbeat::apps::tour
