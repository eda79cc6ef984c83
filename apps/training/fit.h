#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/epoch_log.h"
#include "apps/training/recipe.h"
#include "apps/training/start.h"
#include "apps/training/teaching.h"
#include "datasets/splits/split.h"

namespace backbeat::apps {

/// Where a training writes its checkpoints, and which one it goes on from.
struct Checkpoints {
  std::filesystem::path path;
  int every = 0;                 ///< epochs; 0: none is written
  std::filesystem::path resume;  ///< empty: from the beginning
};

/// What one model's training needs beside its data.
struct FitOptions {
  Recipe recipe;
  audio::FeatureSettings features;
  Start start;
  Teaching teaching;
  Checkpoints checkpoints;
  /// One of several models: where this file is, of the same run, it is taken, else the model is
  /// written to it, and a training that was interrupted goes on. Empty: neither.
  std::filesystem::path kept;
  datasets::GroupBy group = datasets::GroupBy::kArtist;  ///< whose clips share their weight
  double precision = 0.9;                  ///< wanted of the answers that are not "unknown"
  std::optional<Calibration> calibration;  ///< of the finished model, fitted elsewhere already
};

/// A trained model and how it came about.
struct Fit {
  Model model;
  std::vector<EpochRecord> epochs;

  double seconds() const;  ///< of all epochs
};

/// Trains one model, from options.start.model where there is one: the normaliser is fitted on
/// `sides.train` and the weights learnt there, while `sides.valid` decides when to stop and
/// calibrates the finished model; `sides.test` is not looked at. `class_counts` are those of
/// count_classes(). Throws where Trainer does, and nn::FormatError where the checkpoint to go on
/// from, or the model that was kept, is damaged or belongs to another run.
Fit fit(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
        const FitOptions& options, EpochLog& log);

}  // namespace backbeat::apps
