// backbeat-bench train and backbeat-bench infer: the speed of a network on random numbers.

#include <iostream>
#include <memory>
#include <omp.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/bench/commands.h"
#include "apps/bench/network_speed.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/peak_memory.h"
#include "apps/files/shipped_files.h"

namespace backbeat::apps {
namespace {

struct Options {
  std::string net = "short_chunk";
  int classes = 10;
  NetworkLoad load;
  bool json = false;
};

nlohmann::ordered_json speed_json(const std::string& net, const nn::Network& network, int batch,
                                  const NetworkSpeed& speed) {
  const double examples_per_s = batch / speed.timing.median_s;
  return {{"net", net},
          {"parameters", network.parameter_count()},
          {"batch", batch},
          {"threads", omp_get_max_threads()},
          {"runs", speed.timing.runs},
          {"median_s", speed.timing.median_s},
          {"least_s", speed.timing.least_s},
          {"examples_per_s", examples_per_s},
          {"multiply_adds_per_example", speed.multiply_adds},
          {"gflop_per_s", 2e-9 * static_cast<double>(speed.multiply_adds) * examples_per_s},
          {"cpu_s_per_s", speed.timing.cpu_s_per_s},
          {"peak_memory_mib", peak_memory_mib()},
          {"plan_bytes", speed.memory_bytes}};
}

std::string speed_table(const nlohmann::ordered_json& speed) {
  return fmt::format("{}: {} parameters; batch {}, {} threads, {} runs\n",
                     speed.at("net").get<std::string>(), speed.at("parameters").get<std::size_t>(),
                     speed.at("batch").get<int>(), speed.at("threads").get<int>(),
                     speed.at("runs").get<std::size_t>()) +
         fmt::format("{:>10}{:>10}{:>12}{:>10}{:>10}{:>10}{:>10}\n", "median ms", "least ms",
                     "examples/s", "GFLOP/s", "CPU s/s", "peak MiB", "plan MiB") +
         fmt::format(
             "{:10.2f}{:10.2f}{:12.1f}{:10.1f}{:10.2f}{:10.1f}{:10.1f}\n",
             1e3 * speed.at("median_s").get<double>(), 1e3 * speed.at("least_s").get<double>(),
             speed.at("examples_per_s").get<double>(), speed.at("gflop_per_s").get<double>(),
             speed.at("cpu_s_per_s").get<double>(), speed.at("peak_memory_mib").get<double>(),
             speed.at("plan_bytes").get<double>() / 0x1p20);
}

using Measure = NetworkSpeed (*)(const nn::Network&, const NetworkLoad&);

int run(const Options& options, Measure measure) {
  const auto path = find_network(options.net);
  const std::string net = path.filename().string();
  const nn::Network network =
      nn::Network::parse(read_text(path), net, {{"classes", options.classes}});
  const auto speed = speed_json(net, network, options.load.batch, measure(network, options.load));
  std::cout << (options.json ? speed.dump(2) + '\n' : speed_table(speed));
  return kDone;
}

Command add_network_command(App& app, const std::string& name, const std::string& description,
                            Measure measure) {
  CLI::App* const command = app.cli().add_subcommand(name, description);
  command->option_defaults()->always_capture_default();
  command->footer(
      "The input is random numbers. Five runs or more are measured, after some to warm up. GFLOP/s\n"
      "counts what convolutions and linear layers multiply and add, two operations each.");
  const auto options = std::make_shared<Options>();
  command->add_option("--net", options->net,
                      fmt::format("Network: a .net file, or one of {}", network_names()));
  command->add_option("--classes", options->classes, "What 'classes' means in the network's text")
      ->check(positive());
  command->add_option("--batch", options->load.batch, "Examples in a batch")->check(positive());
  command->add_option("--seconds", options->load.seconds, "Seconds to measure for")
      ->check(positive());
  command->add_flag("--json", options->json, "Print JSON");
  return {.line = command, .run = [&app, options, measure] {
            options->load.seed = app.shared().seed;
            return run(*options, measure);
          }};
}

}  // namespace

Command add_train_command(App& app) {
  return add_network_command(app, "train",
                             "Training steps of a network: forward, cross-entropy, backward, SGD",
                             measure_training);
}

Command add_infer_command(App& app) {
  return add_network_command(app, "infer", "Forward passes of a network that only answers",
                             measure_inference);
}

}  // namespace backbeat::apps
