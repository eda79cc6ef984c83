// backbeat-evaluate: how right a model is on labelled recordings.

#include <algorithm>
#include <iostream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/cli/app.h"
#include "apps/cli/csv_argument.h"
#include "apps/cli/dataset_arguments.h"
#include "apps/cli/model_arguments.h"
#include "apps/cli/number_checks.h"
#include "apps/evaluation/judge.h"
#include "apps/evaluation/stress.h"
#include "apps/files/atomic_file.h"
#include "apps/leakage/heard.h"
#include "apps/loading/clip_loader.h"
#include "apps/loading/clip_loaders.h"
#include "apps/model/ensemble.h"
#include "apps/report/report_csv.h"
#include "apps/report/report_json.h"
#include "apps/report/report_page.h"
#include "apps/report/report_text.h"
#include "apps/report/stress_report.h"

namespace backbeat::apps {
namespace {

struct Options {
  std::vector<std::string> models, bodies;
  DatasetArguments dataset;
  std::string split;
  std::optional<int> fold;
  std::vector<std::string> labels;
  std::string json, html, csv;
  bool stress = false;
};

bool contains(const std::vector<std::string>& labels, const std::string& label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

/// The clips of the chosen split, fold and labels. Throws ManifestError where there is none, or
/// none of one of the labels.
std::vector<datasets::Clip> chosen_clips(datasets::Dataset dataset, const Options& options) {
  for (const std::string& label : options.labels) {
    if (contains(dataset.labels, label)) continue;
    throw datasets::ManifestError(fmt::format("--labels: found '{}', expected some of {}", label,
                                              fmt::join(dataset.labels, ", ")));
  }
  const std::size_t all = dataset.clips.size();
  std::erase_if(dataset.clips, [&](const datasets::Clip& clip) {
    const bool in_split =
        options.split.empty() || (clip.side && options.split == to_text(*clip.side));
    const bool in_fold = !options.fold || options.fold == clip.fold;
    const bool in_labels = options.labels.empty() || contains(options.labels, clip.label);
    return !in_split || !in_fold || !in_labels;
  });
  if (dataset.clips.empty()) {
    throw datasets::ManifestError(fmt::format(
        "{}: found no clip{}{} among {}, expected one or more", options.dataset.name(),
        options.split.empty() ? "" : " of split '" + options.split + "'",
        (options.fold ? fmt::format(" of fold {}", *options.fold) : "") +
            (options.labels.empty() ? "" : fmt::format(" of {}", fmt::join(options.labels, ", "))),
        all));
  }
  return std::move(dataset.clips);
}

int evaluate(const Options& options) {
  for (const auto& path : {options.json, options.html, options.csv}) require_writable(path);
  const std::vector<std::string> paths = model_paths(options.models);
  const std::vector<Model> models = load_models(paths, options.bodies);
  FailureList failures;
  const FrontEnds front_ends(models);
  const ClipLoaders loaders(front_ends.settings(), models.front().labels,
                            options.dataset.cache_folder(), failures);
  const std::vector<LoadedClips> clips =
      loaders.load(chosen_clips(datasets::load_dataset(options.dataset.options), options));
  if (clips.front().clips.empty()) {
    failures.report();
    throw datasets::ManifestError(
        fmt::format("{}: found no clip that can be judged, expected one or more; see above",
                    options.dataset.name()));
  }
  for (std::size_t m = 0; m < models.size(); ++m)
    warn_of_heard(models[m], paths[m], clips[front_ends.of(m)]);
  const Report report = judge(models, clips);
  std::cout << text_report(report) << std::flush;
  nlohmann::ordered_json json = json_report(report);
  std::string stress_table;
  if (options.stress) {
    const auto rows = stress(report, [&](const audio::Degradations& condition) {
      return judge(models, loaders.load(degraded(clips.front().clips, condition)));
    });
    std::cout << '\n' << stress_text(rows);
    json["stress"] = stress_json(rows);
    stress_table = stress_html(rows);
  }
  if (!options.json.empty()) write_json(options.json, json);
  if (!options.csv.empty()) write_atomically(options.csv, csv_report(report));
  if (!options.html.empty()) {
    write_atomically(
        options.html,
        html_report(report, fmt::format("Accuracy of {}", fmt::join(paths, ", ")), stress_table));
  }
  failures.report();
  return failures.exit_code();
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-evaluate", "Reports how right a model is on labelled recordings.");
  Options options;
  add_model_argument(app.cli(), options.models);
  add_bodies_argument(app.cli(), options.bodies);
  add_dataset_arguments(app.cli(), options.dataset);
  app.cli()
      .add_option("--split", options.split,
                  "Only clips of this side in the manifest's split column [all]")
      ->check(CLI::IsMember({"train", "valid", "test"}));
  app.cli()
      .add_option("--fold", options.fold,
                  "Only clips of this fold in the manifest's fold column [all]")
      ->check(non_negative());
  app.cli()
      .add_option("--labels", options.labels,
                  "Only clips of these classes, as a,b; the model may still answer any [all]")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.cli().add_flag("--stress", options.stress,
                     "Also judge the clips low-passed, as MP3, louder and quieter, and with noise");
  app.cli().add_option("--json", options.json, "Also write the report as JSON");
  app.cli().add_option("--html", options.html, "Also write the report as a page");
  app.cli().add_option("--csv", options.csv, "Also write one row per clip");
  add_csv_argument(app.cli());
  return app.run(argc, argv, [&] { return evaluate(options); });
}
