// backprop-tour train: the book's training program on this library.

#include <iostream>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/tour/commands.h"
#include "apps/tour/train.h"

namespace backbeat::apps::tour {

CLI::App* add_train(CLI::App& cli, TrainOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "train", "A 10-40-40-5 network trained on 100 random pairs, as the book's program does it");
  command->add_option("--init", options.init, "Start from this .safetensors file")
      ->check([](const std::string& name) {
        return std::string(name.empty() ? "found an empty name, expected a file" : "");
      })
      ->type_name("FILE");
  command->add_flag("--json", options.json, "Print one JSON object instead");
  command->footer(
      "100 pairs of standard normal x and y and He initialisation, drawn with --seed; mean squared\n"
      "error; 100 epochs of 10 batches of 10 in a shuffled order; SGD with momentum 0.9 and learning\n"
      "rate 0.01, halved every 10 epochs. The loss of an epoch is the sum over its batches, taken\n"
      "before each step, as in the book.\n\n"
      "A file for --init holds the F32 tensors f0.weight (40, 10), f0.bias (40), f1.weight (40, 40),\n"
      "f1.bias (40), f2.weight (5, 40), f2.bias (5), x (100, 10) and y (100, 5). Its batches are\n"
      "taken in order, not shuffled, so that another program can follow step by step.");
  return command;
}

int run_train(const TrainOptions& options, std::uint64_t seed) {
  const nn::Network network = training_network();
  TrainingStart start =
      options.init.empty() ? random_start(network, seed) : read_start(network, options.init);
  nlohmann::ordered_json json{{"network", network.text()},
                              {"shuffle", start.shuffle},
                              {"epochs", nlohmann::ordered_json::array()}};
  train(network, std::move(start), seed, [&](const TrainingEpoch& e) {
    json["epochs"].push_back({{"epoch", e.epoch}, {"loss", e.loss}, {"learning_rate", e.alpha}});
    if (!options.json) std::cout << fmt::format("Epoch {:5d}, loss {:.3f}\n", e.epoch, e.loss);
  });
  if (options.json) std::cout << json.dump(2) << '\n';
  return kDone;
}

}  // namespace backbeat::apps::tour
