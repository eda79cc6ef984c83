#include "apps/training/training_run.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "apps/cli/peak_memory.h"
#include "apps/evaluation/judge.h"
#include "apps/files/atomic_file.h"
#include "apps/leakage/heard.h"
#include "apps/leakage/leakage_check.h"
#include "apps/loading/clip_loader.h"
#include "apps/report/report_json.h"
#include "apps/report/report_page.h"
#include "apps/report/report_text.h"
#include "apps/training/question.h"
#include "nn/graph/network_table.h"

namespace backbeat::apps {
namespace {

/// `labels` are those of the dataset, or more.
Sides load_sides(const datasets::Dataset& dataset, const std::vector<std::string>& labels,
                 const TrainingRunOptions& options, FailureList& failures) {
  const auto& unlabelled = options.fit.teaching.unlabelled;
  const datasets::Split split = make_split(dataset, unlabelled, options.split);
  const ClipLoader loader(options.fit.features, labels, options.dataset.cache_folder(), failures);
  LoadedClips all = loader.load(with_unlabelled(dataset.clips, unlabelled));
  Sides sides = take_sides(all, split, labels);
  spdlog::info("{} classes; {} clips to train on, {} to validate, {} to test", sides.labels.size(),
               sides.train.labelled(), sides.valid.clips.size(), sides.test.clips.size());
  if (const std::size_t more = sides.train.clips.size() - sides.train.labelled(); more > 0) {
    spdlog::info("{} clips without a label to train on", more);
  }
  loader.add_augmentation(sides.train, options.fit.recipe.augment);
  return sides;
}

/// The classes of the model that is trained further, where it keeps them; some may have no clip.
std::vector<std::string> known_classes(const Start& start) {
  return start.model && start.keeps_labels ? start.model->labels : std::vector<std::string>();
}

void warn_of_classes_without_clips(const std::vector<std::string>& labels,
                                   const std::vector<int>& class_counts) {
  for (std::size_t k = 0; k < labels.size(); ++k) {
    if (class_counts[k] > 0) continue;
    spdlog::warn(
        "class '{}': no clip to train on; the model may forget it, the sooner the larger "
        "--lr is",
        labels[k]);
  }
}

/// Judges the finished model on one side: into the model's record and the final report.
Report report_side(const std::string& side, const LoadedClips& clips, const Start& start,
                   Model& model, nlohmann::ordered_json& final_report) {
  const Question question(model, start, clips);
  Report report = judge(question.model(), question.clips());
  final_report[side] = json_report(report);
  model.training["metrics"][side] = {{"n", report.evaluation.n},
                                     {"accuracy", report.evaluation.accuracy},
                                     {"macro_f1", report.evaluation.macro_f1},
                                     {"log_loss", report.evaluation.log_loss}};
  std::cout << side << " side\n" << text_report(report);
  return report;
}

/// Saves a model that took hours where it was to go, or where there is room: in the folder for
/// temporary files. Returns where. Throws where there is none.
std::string save_somewhere(const std::string& path, const Model& model, const Body* without,
                           FailureList& outputs) {
  try {
    save_model(path, model, without);
    return path;
  } catch (const std::exception& error) {
    const std::filesystem::path name = std::filesystem::path(path).filename();
    const auto elsewhere =
        std::filesystem::temp_directory_path() / fmt::format("{}-{}", ::getpid(), name.string());
    save_model(elsewhere, model, without);
    outputs.add(path, fmt::format("{}; the model is in {}", error.what(), elsewhere.string()));
    return elsewhere.string();
  }
}

}  // namespace

int run_training(const TrainingRunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& path : {options.out, options.log, options.json, options.html}) {
    require_writable(path);
  }
  FailureList failures;
  const datasets::Dataset dataset = datasets::load_dataset(options.dataset.options);
  // First of all that can be wrong: features of a large dataset may take an hour.
  const Start& start = options.fit.start;
  const std::vector<std::string> labels = labels_of(start, dataset.labels);
  options.fit.check_other(labels);
  nn::Network network = read_network(start, options.fit.features, labels);
  if (options.fit.recipe.augment.needs_waveforms()) {
    datasets::require_croppable(options.fit.features);
  }
  const Sides sides = load_sides(dataset, labels, options, failures);
  warn_of_leakage(sides.train, sides.valid, sides.test, options.fit.features);
  if (start.model) {
    for (const LoadedClips* side : {&sides.valid, &sides.test}) {
      warn_of_heard(*start.model, start.init, *side);
    }
  }
  const std::vector<int> class_counts = count_classes(sides, failures, known_classes(start));
  warn_of_classes_without_clips(labels, class_counts);
  spdlog::debug("network\n{}", nn::network_table(network));
  const double loaded_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  EpochLog log(options.log, spdlog::level::info);
  Fit result = fit(std::move(network), sides, class_counts, options.fit, log);
  Model& model = result.model;

  if (start.model) model.heard = start.model->heard;
  for (const LoadedClips* side : {&sides.train, &sides.valid}) {
    std::ranges::copy(sketches_of(*side), std::back_inserter(model.heard));
  }
  // The model before anything about it, and then with what was found about it.
  const Body* const without = start.head_only ? start.body.get() : nullptr;
  const std::string out = save_somewhere(options.out, model, without, log.outputs());
  nlohmann::ordered_json final_report{{"model", out}};
  for (const EpochRecord& record : result.epochs)
    final_report["epochs"].push_back(nlohmann::ordered_json(to_json(record)));
  std::vector<std::pair<std::string, Report>> reports;
  if (!sides.valid.clips.empty()) {
    reports.emplace_back("valid", report_side("valid", sides.valid, start, model, final_report));
  }
  if (!sides.test.clips.empty()) {
    reports.emplace_back("test", report_side("test", sides.test, start, model, final_report));
  }
  if (!reports.empty()) {
    log.attempt(out, [&] {
      const bool again = std::filesystem::is_regular_file(out);  // a pipe takes one
      if (again) save_model(out, model, without);
    });
    log.attempt(options.html, [&] {
      const auto& [side, report] = reports.back();
      write_atomically(options.html, html_report(report, "Training report: " + side + " side"));
    });
  }

  final_report["seconds_loading"] = loaded_s;
  final_report["seconds_training"] = result.seconds();
  final_report["peak_memory_mib"] = peak_memory_mib();
  final_report["training"] = model.training;
  log.attempt(options.json, [&] { write_json(options.json, final_report); });
  std::cout << fmt::format(
      "{}: {} classes, {} parameters, {} epochs, {:.1f} s per epoch, peak memory {:.0f} MiB\n", out,
      model.labels.size(), model.network.parameter_count(), result.epochs.size(),
      result.seconds() / static_cast<double>(result.epochs.size()), peak_memory_mib());
  failures.report();
  log.outputs().report();
  return std::max(failures.exit_code(), log.outputs().exit_code());
}

}  // namespace backbeat::apps
