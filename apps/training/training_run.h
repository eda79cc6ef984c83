#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/cli/app.h"
#include "apps/cli/dataset_arguments.h"
#include "apps/cli/feature_arguments.h"
#include "apps/model/model.h"
#include "apps/training/training_options.h"
#include "datasets/splits/split.h"
#include "datasets/teacher/teacher.h"

namespace backbeat::apps {

struct TrainingRunOptions {
  DatasetArguments dataset;
  audio::FeatureSettings features;
  TrainingOptions training;
  std::string out;
  std::string net = "short_chunk";
  std::string init;                    ///< file of `start`
  std::shared_ptr<const Model> start;  ///< trained further instead of `net`; null: none
  std::string teacher_folder;          ///< of `teacher`
  std::shared_ptr<const datasets::Teacher> teacher;  ///< learnt from beside the labels; null: none
  std::vector<datasets::Clip> unlabelled_clips;      ///< trained on for its sake
  double precision = 0.9;  ///< wanted of the answers that are not "unknown"
  double valid_fraction = 0.1;
  std::string group = "artist";
  std::optional<int> test_fold;
  std::string resume;
  int checkpoint_every = 0;
  std::string log, json, html;
  int cross_validate = 0;            ///< folds; 0: one split, and a model file
  std::vector<std::uint64_t> seeds;  ///< of cross-validation; empty: training.seed
  std::string csv;                   ///< of cross-validation
  bool stress = false;               ///< in cross-validation

  datasets::GroupBy group_by() const;  ///< what `group` says
  std::vector<std::uint64_t> seeds_or_seed() const;
};

/// How the dataset is split into sides.
datasets::SplitOptions split_options(const TrainingRunOptions& options);

/// All of backbeat-train: data, network, epochs, model file, report. Returns the exit code.
int run_training(const TrainingRunOptions& options, const SharedOptions& shared);

}  // namespace backbeat::apps
