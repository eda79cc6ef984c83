#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/dataset_arguments.h"
#include "apps/cli/failures.h"
#include "apps/model/calibration.h"
#include "apps/report/report.h"
#include "apps/training/fit.h"

// Every source judged by a model that was trained on the other ones: how right such a model will be
// in a collection unlike those that it knows.
namespace backbeat::apps {

/// One model: trained without this source and its artists, judged on it.
struct SourceResult {
  std::string source;
  std::size_t n_train = 0, n_valid = 0;  ///< clips
  std::size_t n_related = 0;             ///< clips of the other sources by artists of this one
  std::vector<std::string> unjudged;     ///< its classes that no other source has
  int epochs = 0;
  double seconds = 0.0;
  std::optional<HeadChoice> head;  ///< as Fit::head
  Calibration calibration;  ///< fitted on the answers about the other sources when they were left
                            ///< out, and none of this one
  Report report;            ///< of the clips that count, calibrated so
};

/// All sources with one seed.
struct LeaveOutRun {
  std::uint64_t seed = 1;
  std::vector<SourceResult> sources;
};

struct LeaveOut {
  std::vector<std::string> labels;
  std::vector<LeaveOutRun> runs;  ///< one per seed
  Calibration calibration;  ///< fitted on all answers: what a model of all sources should have
};

struct LeaveOutOptions {
  DatasetArguments dataset;
  FitOptions fit;           ///< without checkpoints
  int clips_per_class = 0;  ///< as in datasets::SplitOptions
  double valid_fraction = 0.1;
  std::vector<std::uint64_t> seeds;  ///< of the trainings, one or more
  std::filesystem::path kept;        ///< folder of the models, FitOptions::kept; empty: none
};

/// Trains and judges a model for each seed and source. Calibrations are fitted with every source
/// weighing alike. Clips that can not be used go to `failures`. Throws where run_training() does,
/// and ManifestError as datasets::leave_out().
LeaveOut leave_out(const LeaveOutOptions& options, EpochLog& log, FailureList& failures);

}  // namespace backbeat::apps
