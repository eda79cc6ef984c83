#include "apps/cross_validation/cross_validation.h"

#include <algorithm>
#include <chrono>
#include <map>

#include <spdlog/spdlog.h>

#include "apps/evaluation/judge.h"
#include "apps/leakage/leakage_check.h"
#include "apps/training/fit.h"
#include "apps/training/teaching.h"
#include "audio/degrade/degrade.h"
#include "datasets/splits/scored.h"

namespace backbeat::apps {
namespace {

/// What all folds share.
struct Material {
  datasets::Dataset dataset;
  std::vector<int> folds;    ///< one a clip of the dataset
  std::vector<int> artists;  ///< as datasets::artist_numbers() of the dataset
  LoadedClips all;           ///< whose spectrograms are lent to the fold at work
};

Material load_material(const TrainingRunOptions& options, const SharedOptions& shared,
                       FailureList& failures) {
  Material material{.dataset = datasets::load_dataset(options.dataset.options)};
  const datasets::Dataset& dataset = material.dataset;
  // First of all that can be wrong: features of a large dataset may take an hour.
  read_network(options, dataset.labels);
  if (options.training.augment.needs_waveforms()) datasets::require_croppable(options.features);
  if (options.stress) {
    for (const auto& condition : stress_conditions()) audio::require_encoders(condition);
  }
  material.folds = datasets::make_folds(dataset, options.cross_validate, options.group_by(),
                                        options.training.seed);
  material.artists = datasets::artist_numbers(dataset.clips);
  material.all = load_clips(with_unlabelled(dataset, options), dataset.labels, options.features,
                            open_cache(options.dataset), shared, failures);
  add_recodings(material.all, options.training.augment.recode, options.features,
                open_cache(options.dataset), shared);
  material.all.features.waveforms = load_waveforms(
      material.all.clips, options.features, options.training.augment, options.dataset, shared);
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

/// What `model` says of each clip of a side; artists have the numbers of the whole dataset.
std::vector<ReportRow> answer_side(const Model& model, const LoadedClips& side,
                                   const std::vector<int>& artists, const SharedOptions& shared) {
  std::vector<ReportRow> rows = answer_clips(std::span(&model, 1), side, shared);
  for (std::size_t i = 0; i < rows.size() && !artists.empty(); ++i) {
    rows[i].artist = artists[static_cast<std::size_t>(side.positions[i])];
  }
  return rows;
}

/// One seed at work: folds come one by one, pooled reports at the end.
class SeedRun {
 public:
  SeedRun(Material& material, const std::vector<bool>& scored, const TrainingRunOptions& options,
          EpochLog& log, const SharedOptions& shared)
      : material_(material), scored_(scored), options_(options), log_(log), shared_(shared) {
    result_.seed = options.training.seed;
    result_.answers.resize(material.all.labelled());
  }

  void run_fold(int fold, FailureList& failures) {
    const auto begin = std::chrono::steady_clock::now();
    const datasets::Split split = make_split(material_.dataset, options_,
                                             {.test_fold = fold,
                                              .folds = material_.folds,
                                              .valid_fraction = options_.valid_fraction,
                                              .group = options_.group_by(),
                                              .seed = options_.training.seed});
    Sides sides = take_sides(material_.all, split, material_.dataset.labels);
    log_.set_context({{"seed", result_.seed}, {"fold", fold}});
    const Fit fitted = fit(read_network(options_, sides.labels), sides,
                           count_classes(sides, failures), options_, log_, shared_);
    FoldResult result{.fold = fold,
                      .n_train = sides.train.labelled(),
                      .n_valid = sides.valid.clips.size(),
                      .n_test = sides.test.clips.size(),
                      .epochs = static_cast<int>(fitted.epochs.size())};
    result.valid = judge_valid(fitted.model, sides.valid);
    result.test = judge_test(fitted.model, sides.test);
    if (options_.stress) judge_stressed(fitted.model, sides.test, failures);
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
    std::vector<ReportRow> rows = select(answer_side(model, side, material_.artists, shared_),
                                         datasets::scored_clips(side.clips, side.durations_s));
    valid_rows_.insert(valid_rows_.end(), rows.begin(), rows.end());
    return make_report(material_.dataset.labels, std::move(rows));
  }

  /// Which clips count was decided among all clips: a track's may be in several folds where
  /// nothing is grouped.
  Report judge_test(const Model& model, const LoadedClips& side) {
    std::vector<ReportRow> rows = answer_side(model, side, material_.artists, shared_);
    std::vector<bool> scored;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t clip = material_.all.find(side.positions[i]).value();
      scored.push_back(scored_[clip]);
      result_.answers[clip] = rows[i];
    }
    return make_report(material_.dataset.labels, select(rows, scored));
  }

  /// The same clips again under every condition, of which those that count are kept.
  void judge_stressed(const Model& model, const LoadedClips& side, FailureList& failures) {
    for (const audio::Degradations& condition : stress_conditions()) {
      const LoadedClips worse =
          load_clips(degraded(side.clips, condition), model.labels, options_.features,
                     open_cache(options_.dataset), shared_, failures);
      const std::vector<ReportRow> rows = answer_clips(std::span(&model, 1), worse, shared_);
      std::vector<ReportRow>& kept = stressed_rows_[audio::to_text(condition)];
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const int position = side.positions[static_cast<std::size_t>(worse.positions[i])];
        if (scored_[material_.all.find(position).value()]) kept.push_back(rows[i]);
      }
    }
  }

  Material& material_;
  const std::vector<bool>& scored_;
  const TrainingRunOptions& options_;
  EpochLog& log_;
  const SharedOptions& shared_;
  std::vector<ReportRow> valid_rows_;
  std::map<std::string, std::vector<ReportRow>> stressed_rows_;  ///< by condition
  SeedResult result_;
};

/// The answers of the seeds' mean probabilities; thresholds are averaged as Ensemble does.
Report average(const CrossValidation& result) {
  std::vector<ReportRow> rows = result.runs.front().answers;
  const auto n = static_cast<nn::real>(result.runs.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<nn::real>& mean = rows[i].probabilities;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      nn::real sum = 0;
      for (const SeedResult& run : result.runs) sum += run.answers[i].probabilities[k];
      mean[k] = sum / n;
    }
    double thresholds = 0.0;
    for (const SeedResult& run : result.runs) thresholds += run.answers[i].threshold;
    rows[i].threshold = thresholds / static_cast<double>(result.runs.size());
  }
  return make_report(result.labels, select(rows, result.scored));
}

}  // namespace

CrossValidation cross_validate(const TrainingRunOptions& options, const SharedOptions& shared,
                               FailureList& failures) {
  Material material = load_material(options, shared, failures);
  const LoadedClips& all = material.all;
  const std::size_t n = all.labelled();
  CrossValidation result{.labels = material.dataset.labels,
                         .clips = {all.clips.begin(), all.clips.begin() + static_cast<int>(n)}};
  result.scored = datasets::scored_clips(result.clips, std::span(all.durations_s).first(n));
  for (const int position : std::span(all.positions).first(n)) {
    result.folds.push_back(material.folds[static_cast<std::size_t>(position)]);
  }
  spdlog::info("{} classes; {} clips in {} folds, of which {} count", result.labels.size(),
               result.clips.size(), options.cross_validate,
               std::count(result.scored.begin(), result.scored.end(), true));
  warn_of_leakage(all, result.folds, options.features);
  EpochLog log(options.log, spdlog::level::debug);
  for (const std::uint64_t seed : options.seeds_or_seed()) {
    TrainingRunOptions seeded = options;
    seeded.training.seed = seed;
    SeedRun run(material, result.scored, seeded, log, shared);
    for (int fold = 0; fold < options.cross_validate; ++fold) run.run_fold(fold, failures);
    result.runs.push_back(run.finish());
  }
  if (result.runs.size() > 1) result.ensemble = average(result);
  return result;
}

}  // namespace backbeat::apps
