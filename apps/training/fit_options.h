#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/model/calibration.h"
#include "apps/training/recipe.h"
#include "apps/training/start.h"
#include "apps/training/teaching.h"
#include "audio/features/log_mel.h"
#include "datasets/splits/groups.h"

namespace backbeat::apps {

/// Where a training writes its checkpoints, and which one it goes on from.
struct Checkpoints {
  std::filesystem::path path;
  int every = 0;                 ///< epochs; 0: none is written
  std::filesystem::path resume;  ///< empty: from the beginning
};

/// What a class of music that belongs to none is called, unless --other says otherwise.
inline constexpr const char* kOther = "other";

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
  std::string other = kOther;              ///< the class of what belongs to none, where it is one
  std::optional<Calibration> calibration;  ///< of the finished model, fitted elsewhere already

  /// Whether a body answers the same in every epoch: nothing changes what it hears, and nothing but
  /// the labels is learnt.
  bool learns_head_alone() const;
  /// Whether `head` on it is then linear and learns by cross-entropy: solve_head() finds the best.
  bool solves(const Head& head) const;
  /// Throws std::invalid_argument where `other` was named and is none of `labels`, sorted.
  void check_other(const std::vector<std::string>& labels) const;
};

}  // namespace backbeat::apps
