#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/dataset_arguments.h"
#include "apps/cli/failures.h"
#include "apps/evaluation/stress.h"
#include "apps/report/report.h"
#include "apps/training/fit.h"
#include "datasets/dataset.h"

// Every clip judged by a model that was not trained on it, its artist or its track.
namespace backbeat::apps {

/// One model: trained on the other folds but for what validates, judged on this one.
struct FoldResult {
  int fold = 0;
  std::size_t n_train = 0, n_valid = 0, n_test = 0;  ///< clips, whether they count or not
  int epochs = 0;                                    ///< that were trained
  double seconds = 0.0;                              ///< of all that the fold took
  std::optional<HeadChoice> head;                    ///< as Fit::head
  Report valid;                                      ///< without rows where there is no such side
  Report test;
};

/// All folds with one seed.
struct SeedResult {
  std::uint64_t seed = 1;
  std::vector<FoldResult> folds;
  std::vector<ReportRow> answers;  ///< one per clip of CrossValidation::clips, which count or not
  Report pooled_valid;             ///< a clip once for every fold that it validates
  Report pooled;                   ///< of the answers that count
  std::vector<StressRow> stress;   ///< of the same clips, first as they are; empty: not asked for
};

struct CrossValidation {
  std::vector<std::string> labels;
  std::vector<datasets::Clip> clips;  ///< the usable ones, in the order of the manifest
  std::vector<int> folds;             ///< one per clip
  std::vector<bool> scored;           ///< one per clip, as datasets::scored_clips()
  std::vector<SeedResult> runs;       ///< one per seed
  std::optional<Report> ensemble;     ///< of the seeds' mean probabilities, where there are several
};

struct CrossValidationOptions {
  DatasetArguments dataset;
  FitOptions fit;           ///< without checkpoints; fit.recipe.seed deals the folds
  int clips_per_class = 0;  ///< as in datasets::SplitOptions
  double valid_fraction = 0.1;
  int folds = 5;
  std::vector<std::uint64_t> seeds;  ///< of the trainings, one or more
  std::filesystem::path kept;        ///< folder of the folds' models, FitOptions::kept; empty: none
  bool stress = false;
};

/// Trains and judges a model for each seed and fold. Folds are those of datasets::make_folds(), the
/// same for every seed; a seed draws what validates and the initial weights. Clips that can not be
/// used go to `failures`. Throws where run_training() does.
CrossValidation cross_validate(const CrossValidationOptions& options, EpochLog& log,
                               FailureList& failures);

}  // namespace backbeat::apps
