#include "apps/cross_validation/cross_validation.h"

#include <algorithm>
#include <chrono>
#include <map>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/evaluation/judge.h"
#include "apps/leakage/heard.h"
#include "apps/leakage/leakage_check.h"
#include "apps/loading/clip_loader.h"
#include "apps/training/question.h"
#include "audio/degrade/degrade.h"
#include "datasets/splits/folds.h"
#include "datasets/splits/scored.h"
#include "nn/metrics/mean.h"

namespace backbeat::apps {
namespace {

/// What all folds share.
struct Material {
  datasets::Dataset dataset;
  std::vector<int> folds;    ///< of each clip of the dataset
  std::vector<int> artists;  ///< as datasets::artist_numbers() of the dataset
  LoadedClips all;           ///< whose spectrograms are lent to the fold at work
};

Material load_material(const CrossValidationOptions& options, FailureList& failures) {
  const FitOptions& fit = options.fit;
  Material material{.dataset = datasets::load_dataset(options.dataset.options)};
  const datasets::Dataset& dataset = material.dataset;
  // First of all that can be wrong: features of a large dataset may take an hour.
  fit.check_other(dataset.labels);
  read_network(fit.start, fit.features, dataset.labels);
  if (fit.recipe.augment.needs_waveforms()) datasets::require_croppable(fit.features);
  if (options.stress) {
    for (const auto& condition : stress_conditions()) audio::require_encoders(condition);
  }
  material.folds = datasets::make_folds(dataset, options.folds, fit.group, fit.recipe.seed);
  material.artists = datasets::artist_numbers(dataset.clips);
  const ClipLoader loader(fit.features, dataset.labels, options.dataset.cache_folder(), failures);
  material.all = loader.load(with_unlabelled(dataset.clips, fit.teaching.unlabelled));
  loader.add_augmentation(material.all, fit.recipe.augment);
  return material;
}

/// The rows that count, where `scored` says it of each.
std::vector<ReportRow> select(const std::vector<ReportRow>& rows, const std::vector<bool>& scored) {
  std::vector<ReportRow> selected;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (scored[i]) selected.push_back(rows[i]);
  }
  return selected;
}

/// What `model`, begun with `start`, says of each clip of a side; artists have the numbers of the
/// whole dataset.
std::vector<ReportRow> answer_side(const Model& model, const Start& start, const LoadedClips& side,
                                   const std::vector<int>& artists) {
  const Question question(model, start, side);
  std::vector<ReportRow> rows = answer_clips(question.model(), question.clips());
  for (std::size_t i = 0; i < rows.size() && !artists.empty(); ++i) {
    rows[i].artist = artists[static_cast<std::size_t>(side.positions[i])];
  }
  return rows;
}

/// One seed at work: folds come one by one, pooled reports at the end.
class SeedRun {
 public:
  SeedRun(std::uint64_t seed, Material& material, const std::vector<bool>& scored,
          const CrossValidationOptions& options, EpochLog& log, FailureList& failures)
      : material_(material),
        scored_(scored),
        options_(options),
        fit_(options.fit),
        log_(log),
        failures_(failures) {
    fit_.recipe.seed = seed;
    result_.seed = seed;
    result_.answers.resize(material.all.labelled());
  }

  void run_fold(int fold) {
    const auto begin = std::chrono::steady_clock::now();
    const datasets::Split split = make_split(material_.dataset, fit_.teaching.unlabelled,
                                             {.test_fold = fold,
                                              .folds = material_.folds,
                                              .clips_per_class = options_.clips_per_class,
                                              .valid_fraction = options_.valid_fraction,
                                              .group = fit_.group,
                                              .seed = fit_.recipe.seed});
    Sides sides = take_sides(material_.all, split, material_.dataset.labels);
    log_.set_context({{"seed", result_.seed}, {"fold", fold}});
    if (!options_.kept.empty()) {
      fit_.kept = options_.kept / fmt::format("seed{}_fold{}.safetensors", result_.seed, fold);
    }
    const Fit fitted = fit(read_network(fit_.start, fit_.features, sides.labels), sides,
                           count_classes(sides, failures_), fit_, log_);
    FoldResult result{.fold = fold,
                      .n_train = sides.train.labelled(),
                      .n_valid = sides.valid.clips.size(),
                      .n_test = sides.test.clips.size(),
                      .epochs = static_cast<int>(fitted.epochs.size()),
                      .head = fitted.head};
    result.valid = judge_valid(fitted.model, sides.valid);
    result.test = judge_test(fitted.model, sides.test);
    if (options_.stress) judge_stressed(fitted.model, sides.test);
    give_back(std::move(sides), material_.all);
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    spdlog::info(
        "seed {}, fold {}: {} epochs on {} clips, {} to validate; accuracy {:.4f} of {}; {:.1f} s",
        result_.seed, fold, result.epochs, result.n_train, result.n_valid,
        result.test.evaluation.accuracy, result.test.evaluation.n, result.seconds);
    result_.folds.push_back(std::move(result));
  }

  SeedResult finish() {
    result_.pooled_valid = make_report(material_.dataset.labels, std::move(valid_rows_));
    result_.pooled = make_report(material_.dataset.labels, select(result_.answers, scored_));
    if (options_.stress) {
      result_.stress = stress(result_.pooled, [&](const audio::Degradations& condition) {
        return make_report(material_.dataset.labels,
                           std::move(stressed_rows_[audio::to_text(condition)]));
      });
    }
    return std::move(result_);
  }

 private:
  Report judge_valid(const Model& model, const LoadedClips& side) {
    std::vector<ReportRow> rows = select(answer_side(model, fit_.start, side, material_.artists),
                                         datasets::scored_clips(side.clips, side.durations_s));
    valid_rows_.insert(valid_rows_.end(), rows.begin(), rows.end());
    return make_report(material_.dataset.labels, std::move(rows));
  }

  /// Which clips count was decided among all clips: a track's may be in several folds where
  /// nothing is grouped.
  Report judge_test(const Model& model, const LoadedClips& side) {
    std::vector<ReportRow> rows = answer_side(model, fit_.start, side, material_.artists);
    std::vector<bool> scored;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t clip = material_.all.find(side.positions[i]).value();
      scored.push_back(scored_[clip]);
      result_.answers[clip] = rows[i];
    }
    return make_report(material_.dataset.labels, select(rows, scored));
  }

  /// The same clips again under every condition, of which those that count are kept.
  void judge_stressed(const Model& model, const LoadedClips& side) {
    const ClipLoader loader(model.features, model.labels, options_.dataset.cache_folder(),
                            failures_);
    for (const audio::Degradations& condition : stress_conditions()) {
      const LoadedClips worse = loader.load(degraded(side.clips, condition));
      const std::vector<ReportRow> rows = answer_clips(model, worse);
      std::vector<ReportRow>& kept = stressed_rows_[audio::to_text(condition)];
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const int position = side.positions[static_cast<std::size_t>(worse.positions[i])];
        if (scored_[material_.all.find(position).value()]) kept.push_back(rows[i]);
      }
    }
  }

  Material& material_;
  const std::vector<bool>& scored_;
  const CrossValidationOptions& options_;
  FitOptions fit_;  ///< with this seed
  EpochLog& log_;
  FailureList& failures_;
  std::vector<ReportRow> valid_rows_;
  std::map<std::string, std::vector<ReportRow>> stressed_rows_;  ///< by condition
  SeedResult result_;
};

/// The answers of the seeds' mean probabilities; thresholds are averaged as Ensemble does.
Report average(const CrossValidation& result) {
  std::vector<ReportRow> rows = result.runs.front().answers;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    nn::VectorMean probabilities;
    std::vector<double> thresholds;
    for (const SeedResult& run : result.runs) {
      probabilities.add(run.answers[i].probabilities);
      thresholds.push_back(run.answers[i].threshold);
    }
    rows[i].probabilities = probabilities.value();
    rows[i].threshold = nn::mean(thresholds);
  }
  return make_report(result.labels, select(rows, result.scored));
}

}  // namespace

CrossValidation cross_validate(const CrossValidationOptions& options, EpochLog& log,
                               FailureList& failures) {
  Material material = load_material(options, failures);
  const LoadedClips& all = material.all;
  const std::size_t n = all.labelled();
  CrossValidation result{.labels = material.dataset.labels,
                         .clips = {all.clips.begin(), all.clips.begin() + static_cast<int>(n)}};
  result.scored = datasets::scored_clips(result.clips, std::span(all.durations_s).first(n));
  for (const int position : std::span(all.positions).first(n)) {
    result.folds.push_back(material.folds[static_cast<std::size_t>(position)]);
  }
  spdlog::info("{} classes; {} clips in {} folds, of which {} count", result.labels.size(),
               result.clips.size(), options.folds,
               std::count(result.scored.begin(), result.scored.end(), true));
  warn_of_leakage(all, result.folds, options.fit.group, options.fit.features);
  if (const Start& start = options.fit.start; start.model)
    warn_of_heard(*start.model, start.init, all);
  for (const std::uint64_t seed : options.seeds) {
    SeedRun run(seed, material, result.scored, options, log, failures);
    for (int fold = 0; fold < options.folds; ++fold) run.run_fold(fold);
    result.runs.push_back(run.finish());
  }
  if (result.runs.size() > 1) result.ensemble = average(result);
  return result;
}

}  // namespace backbeat::apps
