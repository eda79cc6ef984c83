#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apps/prediction/earlier_output.h"
#include "apps/prediction/prediction_output.h"

namespace backbeat::apps {

/// Where answers go: standard output, or a file that is gone on with behind what it has whole from a
/// run that was ended or killed. What was written is there, whatever happens then.
class AnswerFile {
 public:
  /// `path`: "" for standard output. Throws std::runtime_error naming it where it can not be
  /// written, or holds the output of other models or options.
  AnswerFile(const PredictionOptions& options, const std::vector<std::string>& labels,
             std::filesystem::path path);
  AnswerFile(const AnswerFile&) = delete;
  AnswerFile& operator=(const AnswerFile&) = delete;

  /// Those of `files` that it has no answer for.
  std::vector<std::filesystem::path> without_answer(std::vector<std::filesystem::path> files) const;
  /// Those of `files` that `known`, an earlier output in the same format, has no answer for.
  std::vector<std::filesystem::path> unknown_to(const std::filesystem::path& known,
                                                std::vector<std::filesystem::path> files) const;

  /// As PredictionPrinter does. Throw std::runtime_error where that can not be written.
  void answer(const std::filesystem::path& path, double duration_s, const Answer& answer);
  /// Nothing where it has the file already.
  void failure(const std::filesystem::path& path, const std::string& reason);
  /// For an output of nothing but a header.
  void flush();

 private:
  std::vector<std::filesystem::path> missing_in(const EarlierOutput& earlier,
                                                std::vector<std::filesystem::path> files) const;

  PredictionOptions options_;
  std::filesystem::path path_;
  std::ofstream file_;
  std::ostream& out_;
  std::unique_ptr<PredictionPrinter> printer_;
  EarlierOutput earlier_;
};

}  // namespace backbeat::apps
