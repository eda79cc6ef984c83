// backbeat-predict: classifies recordings with a trained model.

#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/app.h"
#include "apps/cli/csv_argument.h"
#include "apps/cli/failures.h"
#include "apps/cli/inputs.h"
#include "apps/cli/interrupt.h"
#include "apps/cli/model_arguments.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/range_arguments.h"
#include "apps/cli/word_option.h"
#include "apps/loading/feature_warnings.h"
#include "apps/loading/for_each_track.h"
#include "apps/model/ensemble.h"
#include "apps/prediction/answer_file.h"
#include "apps/prediction/teacher_writer.h"
#include "audio/decode/open_audio.h"
#include "datasets/per_thread.h"

namespace backbeat::apps {
namespace {

/// All that the command line says.
struct Options {
  Inputs inputs;
  std::vector<std::string> models, bodies;
  PredictionOptions output;
  std::optional<double> min_confidence;
  audio::Range range;
  std::string resumed, known, teacher_folder;
  bool lists_formats = false;
};

void add_arguments(CLI::App& cli, Options& options) {
  add_input_arguments(cli, options.inputs);
  add_model_argument(cli, options.models);
  add_bodies_argument(cli, options.bodies);
  cli.add_option("--top-k", options.output.top_k, "Genres shown for each file (text)")
      ->check(positive());
  add_word_option(cli, "--format", options.output.format, kPredictionFormats, "Of the output");
  cli.add_flag("--print0", options.output.print0,
               "Lines of text end with NUL instead of a newline, and names are as they are");
  add_csv_argument(cli);
  cli.add_flag("--timeline", options.output.timeline, "One row per window");
  cli.add_option("--min-confidence", options.min_confidence, "Below it the genre is 'unknown'")
      ->check(apps::between(0.0, 1.0))
      ->default_str("the model's");
  add_range_arguments(cli, options.range);
  CLI::Option* const resumed =
      cli.add_option("--resume-output", options.resumed,
                     "Write to this file; what it has from a run that was ended or killed is kept, "
                     "and not computed again");
  cli.add_option("--skip-known", options.known,
                 "Leave out what this file has, an earlier output in the same format")
      ->check(CLI::ExistingFile);
  cli.add_option("--write-teacher", options.teacher_folder,
                 "Also write a folder of the models' answers, probabilities and last hidden layers "
                 "of every window, for backbeat-train --teacher")
      ->excludes(resumed);
  cli.add_flag("--formats", options.lists_formats,
               "Print the audio formats that this build reads, and stop");
}

/// What one thread works with.
struct Worker {
  Worker(const std::vector<Model>& models, const FrontEnds& front_ends, Hidden hidden)
      : ensemble(models, hidden) {
    for (const audio::FeatureSettings& settings : front_ends.settings())
      extractors.emplace_back(datasets::ExtractOptions{.settings = settings});
  }

  std::vector<datasets::Extractor> extractors;  ///< one per front end
  Ensemble ensemble;
};

/// A recording's features by each front end, but for the spectrograms, which were classified as
/// they came, and the answer.
struct Classified {
  std::vector<datasets::Features> features;
  Answer answer;
};

Classified classify(Worker& worker, const std::filesystem::path& path, const audio::Range& range) {
  worker.ensemble.begin();
  std::vector<datasets::Features> features;
  std::vector<int> sample_rates_hz;
  for (std::size_t f = 0; f < worker.extractors.size(); ++f) {
    features.push_back(worker.extractors[f](
        path, range, [&](const audio::Spectrogram& part) { worker.ensemble.push(f, part); }));
    sample_rates_hz.push_back(features.back().sample_rate_hz);
  }
  return {std::move(features), worker.ensemble.finish(range.offset_s, sample_rates_hz)};
}

int predict(Options& options) {
  if (options.lists_formats) {
    std::cout << fmt::format("{}\n", fmt::join(audio::supported_formats(), "\n"));
    return kDone;
  }
  if (options.inputs.names.empty()) {
    throw std::runtime_error("INPUT: found none, expected files, folders or -");
  }
  const std::vector<Model> models = load_models(model_paths(options.models), options.bodies);
  const std::vector<std::string>& labels = models.front().labels;
  const FrontEnds front_ends(models);
  std::optional<TeacherWriter> teacher;
  if (!options.teacher_folder.empty()) teacher.emplace(options.teacher_folder, labels);
  datasets::PerThread<Worker> workers(
      [&] { return Worker(models, front_ends, teacher ? Hidden::kYes : Hidden::kNo); });
  workers.mine();  // a model that can not do what is asked is no fault of a recording
  options.output.min_confidence = options.min_confidence.value_or(mean_threshold(models));
  options.output.other = models.front().other;

  FailureList failures;
  auto files = expand_inputs(options.inputs, failures);
  AnswerFile out(options.output, labels, options.resumed);
  if (!options.known.empty()) files = out.unknown_to(options.known, std::move(files));
  files = out.without_answer(std::move(files));
  if (!options.resumed.empty()) stop_when_asked();

  for (const auto& [path, reason] : failures.all()) out.failure(path, reason);
  std::vector<FeatureWarnings> warnings;
  for (const audio::FeatureSettings& settings : front_ends.settings())
    warnings.emplace_back(settings, warnings.empty());
  for_each_track(
      files, failures,
      [&](const std::filesystem::path& path) {
        return classify(workers.mine(), path, options.range);
      },
      [&](const std::filesystem::path& path, const Classified& recording) {
        for (std::size_t f = 0; f < warnings.size(); ++f)
          warnings[f].check(path, recording.features[f]);
        out.answer(path, recording.features.front().duration_s, recording.answer);
        if (teacher) teacher->add(path, recording.answer);
      },
      [&](const std::filesystem::path& path, const std::string& reason) {
        out.failure(path, reason);
      });
  out.flush();
  if (teacher) teacher->finish();
  failures.report();
  return failures.exit_code();
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-predict",
          "Classifies recordings: one line each, with the genre and its probability.");
  Options options;
  add_arguments(app.cli(), options);
  return app.run(argc, argv, [&] { return predict(options); });
}
