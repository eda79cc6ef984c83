// backbeat-predict: classifies recordings with a trained model.

#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/common/app.h"
#include "apps/common/classifier.h"
#include "apps/common/failures.h"
#include "apps/common/inputs.h"
#include "apps/common/prediction_output.h"
#include "apps/common/track_features.h"
#include "audio/decode.h"

int main(int argc, char** argv) {
  using namespace backbeat;
  apps::App app("backbeat-predict",
                "Classifies recordings: one line each, with the genre and its probability.");
  std::vector<std::string> inputs;
  std::string model_path;
  apps::PredictionOptions options;
  audio::Range range;
  bool list_formats = false;
  app.cli()
      .add_option("INPUT", inputs, "Files, folders, or - for paths on standard input")
      ->default_str("");
  app.cli().add_option("--model", model_path, "Model file that backbeat-train wrote");
  app.cli()
      .add_option("--top-k", options.top_k, "Genres shown for each file (text)")
      ->check(CLI::PositiveNumber);
  app.cli()
      .add_option("--format", options.format, "Of the output")
      ->check(CLI::IsMember({"text", "csv", "jsonl"}));
  app.cli().add_flag("--timeline", options.timeline, "One row a window");
  app.cli()
      .add_option("--min-confidence", options.min_confidence, "Below it the genre is 'unknown'")
      ->check(CLI::Range(0.0, 1.0));
  apps::add_range_arguments(app.cli(), range);
  app.cli().add_flag("--formats", list_formats,
                     "Print the audio formats that this build reads, and stop");
  return app.run(argc, argv, [&] {
    if (list_formats) {
      std::cout << fmt::format("{}\n", fmt::join(audio::supported_formats(), "\n"));
      return apps::kDone;
    }
    if (model_path.empty()) throw std::runtime_error("--model: found none, expected a model file");
    if (inputs.empty()) throw std::runtime_error("INPUT: found none, expected files, folders or -");

    const apps::Model model = apps::load_model(model_path);
    apps::FailureList failures;
    const auto files = apps::expand_inputs(inputs, failures);
    apps::Classifier classifier(model);
    const auto printer = apps::make_prediction_printer(options, model.labels, std::cout);
    for (const auto& [path, reason] : failures.all()) printer->failure(path, reason);
    apps::for_each_track(
        files, range, {.settings = model.features}, app.shared(), failures,
        [&](const std::filesystem::path& path, const datasets::Features& features) {
          printer->answer(path.string(), features.duration_s,
                          classifier.classify(features.spectrogram, range.offset_s));
        },
        [&](const std::filesystem::path& path, const std::string& reason) {
          printer->failure(path.string(), reason);
        });
    failures.report();
    return failures.exit_code();
  });
}
