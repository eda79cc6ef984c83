#include "apps/prediction/answer_file.h"

#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/files/atomic_file.h"

namespace backbeat::apps {

AnswerFile::AnswerFile(const PredictionOptions& options, const std::vector<std::string>& labels,
                       std::filesystem::path path)
    : options_(options),
      path_(std::move(path)),
      out_(path_.empty() ? std::cout : file_),
      printer_(make_prediction_printer(options, labels, out_)) {
  if (!path_.empty()) {
    require_writable(path_);
    earlier_ = read_earlier_output(path_, options_, printer_->header(), Ended::kPerhaps);
    std::error_code error;
    std::filesystem::resize_file(path_, earlier_.bytes, error);  // a new file has nothing to lose
    file_.open(path_, std::ios::binary | std::ios::app);
  }
  if (earlier_.bytes == 0) out_ << printer_->header();
}

std::vector<std::filesystem::path> AnswerFile::without_answer(
    std::vector<std::filesystem::path> files) const {
  return path_.empty() ? files : missing_in(earlier_, std::move(files));
}

std::vector<std::filesystem::path> AnswerFile::unknown_to(
    const std::filesystem::path& known, std::vector<std::filesystem::path> files) const {
  return missing_in(read_earlier_output(known, options_, printer_->header(), Ended::kYes),
                    std::move(files));
}

std::vector<std::filesystem::path> AnswerFile::missing_in(
    const EarlierOutput& earlier, std::vector<std::filesystem::path> files) const {
  const std::size_t all = files.size();
  const std::size_t known = std::erase_if(files, [&](const std::filesystem::path& path) {
    return earlier.names.contains(printer_->name(path.string()));
  });
  spdlog::info("{} of {} files have their answers already", known, all);
  return files;
}

void AnswerFile::answer(const std::filesystem::path& path, double duration_s,
                        const Answer& answer) {
  printer_->answer(path.string(), duration_s, answer);
  flush();
}

void AnswerFile::failure(const std::filesystem::path& path, const std::string& reason) {
  if (earlier_.names.contains(printer_->name(path.string()))) return;
  printer_->failure(path.string(), reason);
  flush();
}

void AnswerFile::flush() {
  if (out_.flush()) return;
  throw std::runtime_error(
      fmt::format("{}: can not be written", path_.empty() ? "standard output" : path_.string()));
}

}  // namespace backbeat::apps
