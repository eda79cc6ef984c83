// backbeat-train: trains a network on labelled recordings and writes one model file.

#include "apps/common/app.h"
#include "apps/common/augment_arguments.h"
#include "apps/common/training_run.h"

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-train", "Trains a genre classifier and writes one self-contained model file.");
  TrainingRunOptions options;
  CLI::App& cli = app.cli();
  add_dataset_arguments(cli, options.dataset);
  cli.add_option("--out", options.out, "Model file to write (.safetensors)")->required();
  CLI::Option* const net = cli.add_option(
      "--net", options.net, "Network: a .net file, or small, short_chunk, resnet_small");
  cli.add_option("--init", options.init,
                 "Train this model further: its network, front end and weights; classes may differ")
      ->excludes(net);
  cli.add_option("--valid-fraction", options.valid_fraction,
                 "Share of the training clips kept for validation, where the dataset names none")
      ->check(CLI::Range(0.0, 0.9));
  cli.add_option("--group", options.group, "Clips that share it stay on one side")
      ->check(CLI::IsMember({"artist", "track", "none"}));
  cli.add_option("--test-fold", options.test_fold,
                 "Keep this fold of the manifest out of training and report on it at the end")
      ->check(CLI::NonNegativeNumber);
  cli.add_option("--precision", options.precision,
                 "Wanted of the answers in validation: it decides below which confidence the model "
                 "answers 'unknown'")
      ->check(CLI::Range(0.0, 1.0));
  cli.add_option("--resume", options.resume, "Go on from a checkpoint of the same run");
  cli.add_option("--checkpoint-every", options.checkpoint_every,
                 "Write MODEL.checkpoint every N epochs; 0: never")
      ->check(CLI::NonNegativeNumber);
  cli.add_option(
      "--log", options.log,
      "Write one JSON object an epoch: losses, accuracies, lr, seconds, clips_per_s, and "
      "wait_share, the part of the seconds that was spent waiting for data");
  cli.add_option("--json", options.json, "Write the final report as JSON");
  cli.add_option("--html", options.html, "Write the final report as a page");
  add_training_options(cli, options.training);
  const AugmentArguments augment(cli);
  const FeatureArguments front_end(cli);
  return app.run(argc, argv, [&] {
    options.features = front_end.settings();
    if (!options.init.empty()) {
      options.start = std::make_shared<const Model>(load_model(options.init));
      options.features = front_end.settings_of(options.start->features, options.init);
    }
    options.training.augment = augment.options();
    options.training.seed = app.shared().seed;
    return run_training(options, app.shared());
  });
}
