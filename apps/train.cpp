// backbeat-train: trains a network on labelled recordings and writes one model file.

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/cli/app.h"
#include "apps/cli/number_checks.h"
#include "apps/cross_validation/cross_validation.h"
#include "apps/files/shipped_files.h"
#include "apps/leakage/leakage_check.h"
#include "apps/training/augment_arguments.h"
#include "apps/training/training_run.h"
#include "datasets/teacher/unlabelled.h"

namespace backbeat::apps {
namespace {

/// After the options of a training that writes a model, which they exclude.
void add_cross_validation_arguments(CLI::App& cli, TrainingRunOptions& options) {
  CLI::Option* const folds =
      cli.add_option(
             "--cross-validate", options.cross_validate,
             "Judge every clip by a model trained without its fold, and write no model: the "
             "manifest's folds where it has as many, else drawn by group")
          ->check(CLI::Range(2, 1000))
          ->excludes(cli.get_option("--out"), cli.get_option("--test-fold"),
                     cli.get_option("--resume"), cli.get_option("--checkpoint-every"));
  cli.add_option("--seeds", options.seeds, "Cross-validate with each of these, as 1,2,3 [--seed]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->needs(folds);
  cli.add_option("--csv", options.csv,
                 "Write the answers of the cross-validation, a row a clip and seed")
      ->needs(folds);
  cli.add_flag("--stress", options.stress,
               "Also judge the clips low-passed, as MP3, louder and quieter, and with noise")
      ->needs(folds);
}

/// --teacher and what goes with it.
struct TeacherArguments {
  std::string folder, unlabelled_root;
  std::vector<std::string> unlabelled;

  explicit TeacherArguments(CLI::App& cli) {
    const char* group = "Teacher";
    CLI::Option* const teacher =
        cli.add_option("--teacher", folder,
                       "Folder of another model's answers, NAME.csv (path,start_s) and NAME.npy, "
                       "to learn beside the labels")
            ->group(group);
    CLI::Option* const more =
        cli.add_option("--unlabelled", unlabelled,
                       "Recordings without labels to learn the teacher's answers on too: a CSV "
                       "manifest with a column path (and start_s, end_s), or a folder; may be "
                       "given several times")
            ->allow_extra_args(false)
            ->needs(teacher)
            ->group(group);
    cli.add_option("--unlabelled-root", unlabelled_root,
                   "Folder that their paths are relative to [each manifest's]")
        ->needs(more)
        ->group(group);
  }

  void load(TrainingRunOptions& options) const {
    if (folder.empty()) return;
    options.teacher_folder = folder;
    options.teacher = std::make_shared<const datasets::Teacher>(folder);
    for (const std::string& source : unlabelled) {
      const auto clips = datasets::load_unlabelled(source, unlabelled_root);
      options.unlabelled_clips.insert(options.unlabelled_clips.end(), clips.begin(), clips.end());
    }
  }
};

/// A text file of options, on which the command line has the last word.
void add_recipe_argument(CLI::App& cli) {
  const auto find = [&cli](std::string& name) {
    try {
      name = find_recipe(name).string();
      for (const CLI::ConfigItem& item : cli.get_config_formatter()->from_file(name)) {
        if (cli.get_option_no_throw("--" + item.fullname()) == nullptr) {
          return fmt::format("{}: found '{}', expected an option of backbeat-train without its --",
                             name, item.fullname());
        }
      }
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  };
  cli.set_config("--recipe", "",
                 "Options to begin with: a .toml file of lines like epochs = 60, or accurate, "
                 "ours; what the command line says counts more")
      ->type_name("TEXT")
      ->transform(CLI::Validator(find, ""))
      ->group("Training");
}

/// Loads the model of --init, which decides how recordings are seen. Throws std::invalid_argument
/// where an option that was given asks for something else.
void load_start(TrainingRunOptions& options, const CLI::App& cli,
                const FeatureArguments& front_end) {
  options.start = std::make_shared<const Model>(load_model(options.init));
  options.features = front_end.settings_of(options.start->features, options.init);
  const datasets::Reference& reference = options.start->normalizer.reference;
  const auto take = [&](const char* option, double& value, float of_model) {
    // Compared as the model file has it, in single precision.
    if (cli.count(option) > 0 && static_cast<float>(value) != of_model) {
      throw std::invalid_argument(
          fmt::format("{}: found {}, expected {}, as {} has it; leave the option out", option,
                      value, of_model, options.init));
    }
    value = static_cast<double>(of_model);
  };
  take("--level-range", options.training.level_range_db, reference.level_range_db);
  take("--band-mean", options.training.band_mean_share, reference.band_mean_share);
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-train", "Trains a genre classifier and writes one self-contained model file.");
  TrainingRunOptions options;
  CLI::App& cli = app.cli();
  add_dataset_arguments(cli, options.dataset);
  cli.add_option("--out", options.out, "Model file to write (.safetensors)");
  bool checks_leakage = false;
  cli.add_flag(
      "--check-leakage", checks_leakage,
      "Only list the pairs of clips on two sides of the split, or in two folds, that share "
      "a file, track, artist or audio; needs no --out; exit code 1 where there are any");
  CLI::Option* const net = cli.add_option(
      "--net", options.net, fmt::format("Network: a .net file, or one of {}", kNetworkNames));
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
      ->check(non_negative());
  cli.add_option("--precision", options.precision,
                 "Wanted of the answers in validation: it decides below which confidence the model "
                 "answers 'unknown'")
      ->check(CLI::Range(0.0, 1.0));
  cli.add_option("--resume", options.resume, "Go on from a checkpoint of the same run");
  cli.add_option("--checkpoint-every", options.checkpoint_every,
                 "Write MODEL.checkpoint every N epochs; 0: never")
      ->check(non_negative());
  cli.add_option(
      "--log", options.log,
      "Write one JSON object an epoch: losses, accuracies, lr, seconds, clips_per_s, and "
      "wait_share, the part of the seconds that was spent waiting for data");
  cli.add_option("--json", options.json, "Write the final report as JSON");
  cli.add_option("--html", options.html, "Write the final report as a page");
  add_cross_validation_arguments(cli, options);
  add_recipe_argument(cli);
  add_training_options(cli, options.training);
  const TeacherArguments teacher(cli);
  const AugmentArguments augment(cli);
  const FeatureArguments front_end(cli);
  return app.run(argc, argv, [&] {
    options.features = front_end.settings();
    if (!options.init.empty()) load_start(options, cli, front_end);
    options.training.augment = augment.options();
    options.training.seed = app.shared().seed;
    teacher.load(options);
    if (checks_leakage) return check_leakage(options, app.shared());
    if (options.cross_validate > 0) return run_cross_validation(options, app.shared());
    if (options.out.empty()) {
      throw std::invalid_argument(
          "--out: found none, expected the model file to write; only --cross-validate and "
          "--check-leakage go without");
    }
    return run_training(options, app.shared());
  });
}
