#pragma once

#include <cstddef>
#include <limits>

#include <nlohmann/json_fwd.hpp>

namespace backbeat::apps {

/// What one epoch gave. Validation values are NaN where there is no validation side.
struct EpochRecord {
  int epoch = 0;  ///< from 1
  double train_loss = 0.0;
  double train_accuracy = 0.0;
  double teacher_loss = std::numeric_limits<double>::quiet_NaN();  ///< NaN without a teacher
  double valid_loss = std::numeric_limits<double>::quiet_NaN();
  double valid_accuracy = std::numeric_limits<double>::quiet_NaN();
  double lr = 0.0;  ///< of the last step
  double seconds = 0.0;
  double wait_share = 0.0;  ///< of `seconds`: waiting for batches to be made, 0 to 1
  double clips_per_s = 0.0;
};

/// What the steps of an unfinished epoch have given so far.
struct EpochSums {
  double loss = 0.0;  ///< of the labelled clips
  int right = 0;
  std::size_t labelled = 0;
  double teacher_loss = 0.0;
  std::size_t clips = 0;
  double seconds = 0.0;
  double waited_s = 0.0;  ///< of `seconds`: for batches to be made
};

/// One line of the --log file.
nlohmann::json to_json(const EpochRecord& record);
EpochRecord epoch_record_from_json(const nlohmann::json& json);
nlohmann::json to_json(const EpochSums& sums);
EpochSums epoch_sums_from_json(const nlohmann::json& json);

}  // namespace backbeat::apps
