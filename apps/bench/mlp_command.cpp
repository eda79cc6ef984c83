// backbeat-bench mlp: the book's training program, from its first step to its last.

#include <iostream>
#include <memory>
#include <omp.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/bench/commands.h"
#include "apps/bench/timing.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/peak_memory.h"
#include "apps/tour/train.h"

namespace backbeat::apps {
namespace {

constexpr int kSteps = tour::kEpochs * tour::kExamples / tour::kBatchSize;

struct Options {
  double seconds = 1.0;
  bool json = false;
};

int run(const Options& options, std::uint64_t seed) {
  const nn::Network network = tour::training_network();
  const tour::TrainingStart start = tour::random_start(network, seed);
  const Timing timing =
      time_runs([&] { tour::train(network, start, seed, [](const tour::TrainingEpoch&) {}); },
                {.seconds = options.seconds, .warm_up = 1, .min_runs = 5});
  const nlohmann::ordered_json report{{"parameters", network.parameter_count()},
                                      {"threads", omp_get_max_threads()},
                                      {"runs", timing.runs},
                                      {"steps", kSteps},
                                      {"median_s", timing.median_s},
                                      {"least_s", timing.least_s},
                                      {"steps_per_s", kSteps / timing.median_s},
                                      {"cpu_s_per_s", timing.cpu_s_per_s},
                                      {"peak_memory_mib", peak_memory_mib()}};
  if (options.json) {
    std::cout << report.dump(2) << '\n';
    return kDone;
  }
  std::cout << fmt::format("10-40-40-5 network, {} steps of {} examples; {} threads, {} runs\n",
                           kSteps, tour::kBatchSize, omp_get_max_threads(), timing.runs)
            << fmt::format("median {:.2f} ms, least {:.2f} ms: {:.0f} steps/s\n",
                           1e3 * timing.median_s, 1e3 * timing.least_s, kSteps / timing.median_s);
  return kDone;
}

}  // namespace

Command add_mlp_command(App& app) {
  CLI::App* const command = app.cli().add_subcommand(
      "mlp", "The whole training of 'backprop-tour train': 1000 steps of a 10-40-40-5 network");
  command->option_defaults()->always_capture_default();
  const auto options = std::make_shared<Options>();
  command->add_option("--seconds", options->seconds, "Seconds to measure for, at least five runs")
      ->check(positive());
  command->add_flag("--json", options->json, "Print JSON");
  return {.line = command, .run = [&app, options] { return run(*options, app.shared().seed); }};
}

}  // namespace backbeat::apps
