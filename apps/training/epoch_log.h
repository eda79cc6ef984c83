#pragma once

#include <fstream>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>
#include <spdlog/common.h>

#include "apps/cli/failures.h"
#include "apps/training/trainer.h"

namespace backbeat::apps {

/// What is told of the epochs of one training or of several: a line each on standard error, and an
/// object each in the --log file.
class EpochLog {
 public:
  /// `path` is written anew when the first epoch comes; "" is no file. Lines on standard error have
  /// the `level`.
  EpochLog(std::string path, spdlog::level::level_enum level)
      : path_(std::move(path)), level_(level) {}

  /// Fields that the objects of the epochs to come begin with: which of several trainings it is.
  void set_context(nlohmann::ordered_json context) { context_ = std::move(context); }

  /// An epoch that a resumed run has behind it: to the file only.
  void repeat(const EpochRecord& record);
  /// An epoch of `epochs` that was just trained.
  void write(const EpochRecord& record, int epochs);

  /// Writes another output, such as a checkpoint or a report; an empty path is none. What can not be
  /// written is a warning and a failure, and does not end hours of work.
  void attempt(const std::string& path, const std::function<void()>& write);
  /// What could not be written, the log itself among it.
  FailureList& outputs() { return outputs_; }

  spdlog::level::level_enum level() const { return level_; }

 private:
  void add_line(const nlohmann::ordered_json& object);

  std::string path_;
  spdlog::level::level_enum level_;
  std::ofstream stream_;
  nlohmann::ordered_json context_ = nlohmann::ordered_json::object();
  FailureList outputs_{"output"};
};

}  // namespace backbeat::apps
