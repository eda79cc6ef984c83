#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "apps/model/classifier.h"
#include "datasets/batches/batch.h"
#include "datasets/dataset.h"
#include "datasets/per_thread.h"
#include "datasets/teacher/teacher.h"

namespace backbeat::apps {

/// A teacher at hand, which listens by its own front end: a model, of which class probabilities and
/// the last hidden layer are learnt, or a body, of which what a head would read of it is.
class AskedTeacher {
 public:
  /// Throws nn::FormatError naming the file where it is neither, std::invalid_argument where its
  /// front end can not hear windows on their own.
  AskedTeacher(const std::filesystem::path& file, std::filesystem::path cache_folder);
  ~AskedTeacher();

  /// Asks about the windows of those clips that it has not heard yet; spectrograms come from the
  /// cache. What can not be decoded stays unheard.
  void hear(const std::vector<datasets::Clip>& clips);
  /// What it said of them.
  std::shared_ptr<const datasets::Teacher> heard() const { return heard_; }

  /// What it says of each sound, in the columns of heard(): of the window that it begins with, or of
  /// the sound again and again where that is shorter. Not from two threads at once.
  std::vector<float> answers(std::span<const std::vector<float>> sounds, int sample_rate_hz);

 private:
  struct Ears;
  std::vector<datasets::TeacherPart> parts() const;
  std::vector<float> rows(Classifier& classifier, const audio::Spectrogram& spectrogram) const;

  std::filesystem::path cache_folder_;
  bool is_body_;
  Model model_;
  std::shared_ptr<datasets::Teacher> heard_;
  std::set<std::tuple<std::filesystem::path, double, double>> known_;  ///< path, start and end
  datasets::PerThread<Ears> ears_;
};

}  // namespace backbeat::apps
