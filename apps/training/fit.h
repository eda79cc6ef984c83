#pragma once

#include <string>
#include <vector>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/epoch_log.h"
#include "apps/training/training_run.h"

namespace backbeat::apps {

/// The network that a run begins with, that of options.start or options.net, one output a label.
/// Throws nn::ShapeError where it does not fit the front end or the labels, std::runtime_error
/// where it is not found.
nn::Network read_network(const TrainingRunOptions& options, const std::vector<std::string>& labels);

/// A trained model and how it came about.
struct Fit {
  Model model;
  std::vector<EpochRecord> epochs;

  double seconds() const;  ///< of all epochs
};

/// Trains one model, from options.start where there is one: the normaliser is fitted on
/// `sides.train` and the weights learnt there, while `sides.valid` decides when to stop and
/// calibrates the finished model; `sides.test` is not looked at. `class_counts` are those of
/// count_classes(). Goes on from options.resume and writes checkpoints as the options say. Throws
/// where Trainer does.
Fit fit(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
        const TrainingRunOptions& options, EpochLog& log, const SharedOptions& shared);

}  // namespace backbeat::apps
