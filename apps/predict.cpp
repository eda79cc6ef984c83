// backbeat-predict: classifies recordings with a trained model.

#include <iostream>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/app.h"
#include "apps/cli/failures.h"
#include "apps/cli/inputs.h"
#include "apps/cli/model_arguments.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/range_arguments.h"
#include "apps/cli/word_option.h"
#include "apps/loading/track_features.h"
#include "apps/model/ensemble.h"
#include "apps/prediction/prediction_output.h"
#include "apps/prediction/teacher_writer.h"
#include "audio/decode/open_audio.h"

int main(int argc, char** argv) {
  using namespace backbeat;
  apps::App app("backbeat-predict",
                "Classifies recordings: one line each, with the genre and its probability.");
  std::vector<std::string> inputs;
  std::vector<std::string> model_paths;
  std::optional<double> min_confidence;
  apps::PredictionOptions options;
  audio::Range range;
  bool list_formats = false;
  app.cli()
      .add_option("INPUT", inputs, "Files, folders, or - for paths on standard input")
      ->default_str("");
  apps::add_model_argument(app.cli(), model_paths);
  app.cli()
      .add_option("--top-k", options.top_k, "Genres shown for each file (text)")
      ->check(apps::positive());
  apps::add_word_option(app.cli(), "--format", options.format, apps::kPredictionFormats,
                        "Of the output");
  app.cli().add_flag("--timeline", options.timeline, "One row per window");
  app.cli()
      .add_option("--min-confidence", min_confidence, "Below it the genre is 'unknown'")
      ->check(CLI::Range(0.0, 1.0))
      ->default_str("the model's");
  apps::add_range_arguments(app.cli(), range);
  std::string teacher_folder;
  app.cli().add_option("--write-teacher", teacher_folder,
                       "Also write a folder of the models' answers, probabilities and last hidden "
                       "layers of every window, for backbeat-train --teacher");
  app.cli().add_flag("--formats", list_formats,
                     "Print the audio formats that this build reads, and stop");
  return app.run(argc, argv, [&] {
    if (list_formats) {
      std::cout << fmt::format("{}\n", fmt::join(audio::supported_formats(), "\n"));
      return apps::kDone;
    }
    if (inputs.empty()) throw std::runtime_error("INPUT: found none, expected files, folders or -");

    const std::vector<apps::Model> models = apps::load_models(apps::model_paths(model_paths));
    std::optional<apps::TeacherWriter> teacher;
    if (!teacher_folder.empty()) teacher.emplace(teacher_folder, models.front().labels);
    apps::Ensemble ensemble(models, teacher ? apps::Hidden::kYes : apps::Hidden::kNo);
    options.min_confidence = min_confidence.value_or(ensemble.threshold());
    apps::FailureList failures;
    const auto files = apps::expand_inputs(inputs, failures);
    const auto printer = apps::make_prediction_printer(options, ensemble.labels(), std::cout);
    for (const auto& [path, reason] : failures.all()) printer->failure(path, reason);
    apps::for_each_track(
        files, range, {.settings = ensemble.features()}, failures,
        [&](const std::filesystem::path& path, const datasets::Features& features) {
          const apps::Answer answer = ensemble.classify(features.spectrogram, range.offset_s);
          printer->answer(path.string(), features.duration_s, answer);
          if (teacher) teacher->add(path, answer);
        },
        [&](const std::filesystem::path& path, const std::string& reason) {
          printer->failure(path.string(), reason);
        });
    if (teacher) teacher->finish();
    failures.report();
    return failures.exit_code();
  });
}
