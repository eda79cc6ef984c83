#pragma once

#include <optional>
#include <vector>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/epoch_log.h"
#include "apps/training/fit_options.h"
#include "apps/training/head_choice.h"

namespace backbeat::apps {

/// A trained model and how it came about.
struct Fit {
  Model model;
  std::vector<EpochRecord> epochs;
  std::optional<HeadChoice> head;  ///< where it was chosen

  double seconds() const;  ///< of all epochs
};

/// Trains one model, from options.start.model where there is one: the normaliser is fitted on
/// `sides.train` and the weights learnt there, while `sides.valid` decides when to stop and
/// calibrates the finished model; `sides.test` is not looked at. Of a body that is to get a head of
/// its own choice `network` is any that read_network() gives. `class_counts` are those of
/// count_classes(). Throws where Trainer does, and nn::FormatError where the checkpoint to go on
/// from, or the model that was kept, is damaged or belongs to another run.
Fit fit(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
        const FitOptions& options, EpochLog& log);

}  // namespace backbeat::apps
