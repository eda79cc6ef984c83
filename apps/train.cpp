// backbeat-train: trains a network on labelled recordings and writes one model file.

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/cli/app.h"
#include "apps/cli/csv_argument.h"
#include "apps/cli/feature_arguments.h"
#include "apps/cli/interrupt.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/word_option.h"
#include "apps/cross_validation/cross_validation_run.h"
#include "apps/cross_validation/leave_out_run.h"
#include "apps/files/atomic_file.h"
#include "apps/files/shipped_files.h"
#include "apps/leakage/leakage_check.h"
#include "apps/training/augment_arguments.h"
#include "apps/training/group_words.h"
#include "apps/training/recipe_file.h"
#include "apps/training/teacher_arguments.h"
#include "apps/training/training_run.h"

namespace backbeat::apps {
namespace {

/// All that the command line says.
struct Options {
  DatasetArguments dataset;
  FitOptions fit;
  int clips_per_class = 0;
  double valid_fraction = 0.1;
  std::optional<int> test_fold;
  std::string out, log, json, html, csv;
  bool checks_leakage = false;
  int folds = 0;          ///< of cross-validation; 0: one split, and a model file
  std::string leave_out;  ///< "source" or ""
  std::vector<std::uint64_t> seeds;
  std::string kept;  ///< folder of the models of folds or sources
  Thawing thawing;   ///< where one of its options is given
  bool stress = false;

  datasets::SplitOptions split() const {
    return {.test_fold = test_fold,
            .clips_per_class = clips_per_class,
            .valid_fraction = valid_fraction,
            .group = fit.group,
            .seed = fit.recipe.seed};
  }
};

const Words<std::optional<Head>> kHeadWords{
    {std::nullopt, "auto"}, {Head{}, "linear"}, {Head{.hidden = 256}, "hidden"}};

const Words<bool> kLabelWords{{false, "replace"}, {true, "append"}};

void add_start_arguments(CLI::App& cli, Options& options) {
  Start& start = options.fit.start;
  CLI::Option* const net = cli.add_option(
      "--net", start.net, fmt::format("Network: a .net file, or one of {}", network_names()));
  CLI::Option* const init = cli.add_option(
      "--init", start.init,
      "Train this model further: its network, front end and weights; classes may differ");
  CLI::Option* const body =
      cli.add_option("--body", start.body_file,
                     "Train a head on this body, a network that others trained (backbeat-convert "
                     "import): its front end, its network, which stays as it is, and a new end");
  init->excludes(net);
  add_word_option(
      cli, "--labels", start.keeps_labels, kLabelWords,
      "What the dataset's classes do to those of --init: take their place, or join them")
      ->needs(init);
  body->excludes(net)->excludes(init);
  add_word_option(
      cli, "--head", start.head, kHeadWords,
      "What is put on the body: a linear layer, which is solved for at once where the body answers "
      "the same in every epoch, or one after a hidden layer, which is trained; auto tries these and "
      "weight decays on training clips kept back")
      ->needs(body);
  CLI::Option* const head_only =
      cli.add_flag(
             "--head-only", start.head_only,
             "The model file names the body and does not hold it: whoever asks it gives --body "
             "again")
          ->needs(body);
  cli.add_option("--freeze-until", options.thawing.until,
                 "What comes after this node of the body learns too [nothing]")
      ->needs(body)
      ->excludes(head_only);
  cli.add_option("--unfreeze-after", options.thawing.after,
                 "Epochs in which the body stays as it is; then it learns, or what comes after "
                 "--freeze-until [--freeze-until: 0, else all]")
      ->check(non_negative())
      ->needs(body)
      ->excludes(head_only);
}

void add_split_arguments(CLI::App& cli, Options& options) {
  cli.add_option(
         "--clips-per-class", options.clips_per_class,
         "Use at most so many of each class's training clips, drawn by --seed: what would a "
         "smaller collection give? 0: all")
      ->check(non_negative());
  cli.add_option("--valid-fraction", options.valid_fraction,
                 "Share of the training clips kept for validation, where the dataset names none")
      ->check(between(0.0, 0.9));
  add_word_option(cli, "--group", options.fit.group, kGroupWords,
                  "Clips that share it stay on one side");
  cli.add_option("--test-fold", options.test_fold,
                 "Keep this fold of the manifest out of training and report on it at the end")
      ->check(non_negative());
  cli.add_option("--other", options.fit.other,
                 "The class of music that belongs to none of the others, which the model then "
                 "answers as 'unknown'");
  cli.add_option("--precision", options.fit.precision,
                 "Wanted of the answers in validation: it decides below which confidence the model "
                 "answers 'unknown'")
      ->check(between(0.0, 1.0));
}

void add_output_arguments(CLI::App& cli, Options& options) {
  cli.add_option("--resume", options.fit.checkpoints.resume,
                 "Go on from a checkpoint of the same run");
  cli.add_option("--checkpoint-every", options.fit.checkpoints.every,
                 "Write MODEL.checkpoint every N epochs; 0: never")
      ->check(non_negative());
  cli.add_option("--log", options.log,
                 "Write one JSON object per epoch: losses, accuracies, lr, seconds, clips_per_s, "
                 "and wait_share, the part of the seconds that was spent waiting for data");
  cli.add_option("--json", options.json, "Write the final report as JSON");
  cli.add_option("--html", options.html, "Write the final report as a page");
}

/// After the options of a training that writes a model, which they exclude.
void add_cross_validation_arguments(CLI::App& cli, Options& options) {
  CLI::Option* const folds =
      cli.add_option(
             "--cross-validate", options.folds,
             "Judge every clip by a model trained without its fold, and write no model: the "
             "manifest's folds where it has as many, else drawn by group")
          ->check(CLI::Range(2, 1000))
          ->excludes(cli.get_option("--out"), cli.get_option("--test-fold"),
                     cli.get_option("--resume"), cli.get_option("--checkpoint-every"),
                     cli.get_option("--labels"));
  cli.add_option("--leave-out", options.leave_out,
                 "Judge every source (a column of the manifest, or several datasets) by a model "
                 "trained on the others; with --out also write a model of all, whose threshold "
                 "holds in collections that it does not know")
      ->check(CLI::IsMember({"source"}))
      ->excludes(folds, cli.get_option("--test-fold"), cli.get_option("--resume"),
                 cli.get_option("--checkpoint-every"), cli.get_option("--labels"));
  cli.add_option("--seeds", options.seeds,
                 "With --cross-validate or --leave-out: with each of these, as 1,2,3 [--seed]")
      ->delimiter(',')
      ->allow_extra_args(false);
  cli.add_option("--csv", options.csv,
                 "With --cross-validate or --leave-out: write the answers, one row per clip and "
                 "seed");
  add_csv_argument(cli);
  cli.add_option("--keep-models", options.kept,
                 "With --cross-validate or --leave-out: keep each model in this folder; the same "
                 "command then goes on where it was interrupted");
  cli.add_flag("--stress", options.stress,
               "Also judge the clips low-passed, as MP3, louder and quieter, and with noise")
      ->needs(folds);
}

/// Loads the model of --init, which decides how recordings are seen. Throws std::invalid_argument
/// where an option that was given asks for something else.
void load_start(FitOptions& fit, const CLI::App& cli, const FeatureArguments& front_end) {
  const std::string& file = fit.start.init;
  fit.start.model = std::make_shared<const Model>(load_model(file));
  fit.features = front_end.settings_of(fit.start.model->features, file);
  const datasets::Reference& reference = fit.start.model->normalizer.reference;
  const auto take = [&](const char* option, double& value, float of_model) {
    // Compared as the model file has it, in single precision.
    if (cli.count(option) > 0 && static_cast<float>(value) != of_model) {
      throw std::invalid_argument(
          fmt::format("{}: found {}, expected {}, as {} has it; leave the option out", option,
                      value, of_model, file));
    }
    value = static_cast<double>(of_model);
  };
  take("--level-range", fit.recipe.level_range_db, reference.level_range_db);
  take("--band-mean", fit.recipe.band_mean_share, reference.band_mean_share);
}

/// The same for --body.
void load_body_of_start(Options& options, const CLI::App& cli, const FeatureArguments& front_end) {
  FitOptions& fit = options.fit;
  const std::string& file = fit.start.body_file;
  fit.start.body = std::make_shared<const Body>(load_body(file));
  fit.start.embeddings =
      std::make_shared<KnownEmbeddings>(*fit.start.body, options.dataset.cache_folder());
  if (cli.count("--freeze-until") + cli.count("--unfreeze-after") > 0) {
    fit.start.thawing = options.thawing;
  }
  fit.features = front_end.settings_of(fit.start.body->features, file);
  for (const char* option : {"--level-range", "--band-mean"}) {
    if (cli.count(option) == 0) continue;
    throw std::invalid_argument(fmt::format(
        "{}: found beside --body, expected none: {} brings its own front end", option, file));
  }
}

void require_different(const std::vector<std::uint64_t>& seeds) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t seed : seeds) {
    if (seen.insert(seed).second) continue;
    throw std::invalid_argument(
        fmt::format("--seeds: found {} twice, expected different ones", seed));
  }
}

int run(Options& options) {
  if (options.checks_leakage) {
    return check_leakage({.dataset = options.dataset,
                          .unlabelled = options.fit.teaching.unlabelled,
                          .split = options.split(),
                          .features = options.fit.features});
  }
  const bool many_models = options.folds > 0 || !options.leave_out.empty();
  if (!many_models && !(options.seeds.empty() && options.csv.empty() && options.kept.empty())) {
    throw std::invalid_argument(
        "--seeds, --csv, --keep-models: found neither --cross-validate nor --leave-out, expected "
        "one of them");
  }
  if (!options.kept.empty()) make_folder(options.kept);
  require_different(options.seeds);
  if (options.seeds.empty()) options.seeds = {options.fit.recipe.seed};
  if (!options.leave_out.empty()) {
    return run_leave_out({.leave_out = {.dataset = options.dataset,
                                        .fit = options.fit,
                                        .clips_per_class = options.clips_per_class,
                                        .valid_fraction = options.valid_fraction,
                                        .seeds = options.seeds,
                                        .kept = options.kept},
                          .out = options.out,
                          .log = options.log,
                          .json = options.json,
                          .html = options.html,
                          .csv = options.csv});
  }
  if (options.folds > 0) {
    return run_cross_validation({.validation = {.dataset = options.dataset,
                                                .fit = options.fit,
                                                .clips_per_class = options.clips_per_class,
                                                .valid_fraction = options.valid_fraction,
                                                .folds = options.folds,
                                                .seeds = options.seeds,
                                                .kept = options.kept,
                                                .stress = options.stress},
                                 .log = options.log,
                                 .json = options.json,
                                 .html = options.html,
                                 .csv = options.csv});
  }
  if (options.out.empty()) {
    throw std::invalid_argument(
        "--out: found none, expected the model file to write; only --cross-validate, "
        "--leave-out and --check-leakage go without");
  }
  options.fit.checkpoints.path = options.out + ".checkpoint";
  return run_training({.dataset = options.dataset,
                       .fit = options.fit,
                       .split = options.split(),
                       .out = options.out,
                       .log = options.log,
                       .json = options.json,
                       .html = options.html});
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-train", "Trains a genre classifier and writes one self-contained model file.");
  Options options;
  FitOptions& fit = options.fit;
  CLI::App& cli = app.cli();
  add_dataset_arguments(cli, options.dataset);
  cli.add_option("--out", options.out, "Model file to write (.safetensors)");
  cli.add_flag(
      "--check-leakage", options.checks_leakage,
      "Only list the pairs of clips on two sides of the split, or in two folds, that share "
      "a file, track, artist or audio; needs no --out; exit code 1 where there are any");
  add_start_arguments(cli, options);
  add_split_arguments(cli, options);
  add_output_arguments(cli, options);
  add_cross_validation_arguments(cli, options);
  add_recipe_file_argument(cli);
  add_recipe_options(cli, fit.recipe);
  cli.get_option("--body-lr-factor")->needs(cli.get_option("--body"));
  const TeacherArguments teacher(cli);
  const AugmentArguments augment(cli);
  const FeatureArguments front_end(cli);
  return app.run(argc, argv, [&] {
    stop_when_asked();
    fit.features = front_end.settings();
    if (!fit.start.init.empty()) load_start(fit, cli, front_end);
    if (!fit.start.body_file.empty()) load_body_of_start(options, cli, front_end);
    fit.recipe.augment = augment.options();
    fit.recipe.seed = app.shared().seed;
    fit.teaching = teacher.load(options.dataset.cache_folder());
    return run(options);
  });
}
