// backbeat-predict: classifies recordings with a trained model.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "apps/cli/app.h"
#include "apps/cli/csv_argument.h"
#include "apps/cli/failures.h"
#include "apps/cli/inputs.h"
#include "apps/cli/interrupt.h"
#include "apps/cli/model_arguments.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/range_arguments.h"
#include "apps/cli/word_option.h"
#include "apps/files/atomic_file.h"
#include "apps/loading/track_features.h"
#include "apps/model/ensemble.h"
#include "apps/prediction/earlier_output.h"
#include "apps/prediction/prediction_output.h"
#include "apps/prediction/teacher_writer.h"
#include "audio/decode/open_audio.h"

namespace backbeat::apps {
namespace {

/// All that the command line says.
struct Options {
  Inputs inputs;
  std::vector<std::string> models;
  PredictionOptions output;
  std::optional<double> min_confidence;
  audio::Range range;
  std::string resumed, known, teacher_folder;
  bool lists_formats = false;
};

void add_arguments(CLI::App& cli, Options& options) {
  add_input_arguments(cli, options.inputs);
  add_model_argument(cli, options.models);
  cli.add_option("--top-k", options.output.top_k, "Genres shown for each file (text)")
      ->check(positive());
  add_word_option(cli, "--format", options.output.format, kPredictionFormats, "Of the output");
  cli.add_flag("--print0", options.output.print0,
               "Lines of text end with NUL instead of a newline, and names are as they are");
  add_csv_argument(cli);
  cli.add_flag("--timeline", options.output.timeline, "One row per window");
  cli.add_option("--min-confidence", options.min_confidence, "Below it the genre is 'unknown'")
      ->check(CLI::Range(0.0, 1.0))
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

/// Takes away the files that an earlier output has.
void leave_out(const EarlierOutput& earlier, const PredictionPrinter& printer,
               std::vector<std::filesystem::path>& files) {
  const std::size_t before = files.size();
  std::erase_if(
      files, [&](const auto& path) { return earlier.names.contains(printer.name(path.string())); });
  spdlog::info("{} of {} files have their answers already", before - files.size(), before);
}

/// Opens `path` to be gone on with behind its last whole record.
EarlierOutput go_on_with(const std::filesystem::path& path, const PredictionOptions& options,
                         const PredictionPrinter& printer, std::ofstream& out) {
  require_writable(path);
  EarlierOutput earlier = read_earlier_output(path, options, printer.header(), Ended::kPerhaps);
  std::error_code error;
  std::filesystem::resize_file(path, earlier.bytes, error);  // a new file has nothing to lose
  out.open(path, std::ios::binary | std::ios::app);
  return earlier;
}

int predict(Options& options) {
  if (options.lists_formats) {
    std::cout << fmt::format("{}\n", fmt::join(audio::supported_formats(), "\n"));
    return kDone;
  }
  if (options.inputs.names.empty()) {
    throw std::runtime_error("INPUT: found none, expected files, folders or -");
  }
  const std::vector<Model> models = load_models(model_paths(options.models));
  std::optional<TeacherWriter> teacher;
  if (!options.teacher_folder.empty()) {
    teacher.emplace(options.teacher_folder, models.front().labels);
  }
  Ensemble ensemble(models, teacher ? Hidden::kYes : Hidden::kNo);
  options.output.min_confidence = options.min_confidence.value_or(ensemble.threshold());
  FailureList failures;
  auto files = expand_inputs(options.inputs, failures);

  std::ofstream file;
  std::ostream& out = options.resumed.empty() ? std::cout : file;
  const auto printer = make_prediction_printer(options.output, ensemble.labels(), out);
  if (!options.known.empty()) {
    leave_out(read_earlier_output(options.known, options.output, printer->header(), Ended::kYes),
              *printer, files);
  }
  EarlierOutput earlier;
  if (!options.resumed.empty()) {
    earlier = go_on_with(options.resumed, options.output, *printer, file);
    leave_out(earlier, *printer, files);
    stop_when_asked();
  }
  const auto written = [&] {
    if (out.flush()) return;
    const bool is_file = !options.resumed.empty();
    throw std::runtime_error(
        fmt::format("{}: can not be written", is_file ? options.resumed : "standard output"));
  };
  if (earlier.bytes == 0) out << printer->header();
  for (const auto& [path, reason] : failures.all()) {
    if (!earlier.names.contains(printer->name(path))) printer->failure(path, reason);
  }
  for_each_track(
      files, options.range, {.settings = ensemble.features()}, failures,
      [&](const std::filesystem::path& path, const datasets::Features& features) {
        const Answer answer = ensemble.classify(features.spectrogram, options.range.offset_s);
        printer->answer(path.string(), features.duration_s, answer);
        written();
        if (teacher) teacher->add(path, answer);
      },
      [&](const std::filesystem::path& path, const std::string& reason) {
        printer->failure(path.string(), reason);
        written();
      });
  written();
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
