#pragma once

#include <span>
#include <vector>

#include "datasets/batches/batch.h"
#include "datasets/dataset.h"
#include "datasets/teacher/teacher.h"

namespace backbeat::datasets {

/// A teacher's answers about training clips, as targets of batches.
class TeacherTargets {
 public:
  struct Options {
    double frames_per_s = 0.0;
    int window_frames = 128;
    AskTeacher ask;  ///< where it can hear what batches are made of; unset: it can not
  };
  /// Keeps a reference: `teacher` must outlive it. Columns for the mean squared error are
  /// standardised: mean 0 and variance 1 over the windows of `clips`.
  TeacherTargets(const Teacher& teacher, std::span<const Clip> clips, Options options);

  const std::vector<TeacherPart>& parts() const { return teacher_.parts(); }
  int clips_with_targets() const;
  const AskTeacher& ask() const { return options_.ask; }

  /// Targets (size, columns) of one part and the weights, one per clip. Where the teacher was asked
  /// about the batch: what it answered, weight 1. Else those of the window that begins nearest to
  /// the clip's own, weight 1, or weight 0 where none begins less than a window's length away. Mixed
  /// clips then have mixed targets, and none where one of the two has none.
  struct OfPart {
    std::vector<float> values, weights;
  };
  OfPart of(const Batch& batch, const TeacherPart& part) const;

  /// The mean of each clip's answers, in all columns that are learnt (weight above 0), standardised
  /// as above: (clips, columns); weight 0 for a clip that the teacher has not heard.
  OfPart means() const;

  /// What the teacher itself holds each clip for, (clips, labels), by the columns that speak of
  /// these labels: the softmax of mean logits, or mean probabilities, in sum 1; 0 for labels without
  /// a column. Weight 0 for a clip that it has not heard, or for all, where it has columns for fewer
  /// than two.
  OfPart opinions(std::span<const std::string> labels) const;

 private:
  const TeacherWindow* nearest(int clip, float first_frame) const;
  double mean_of(std::size_t clip, std::size_t column) const;

  const Teacher& teacher_;
  Options options_;
  std::vector<std::span<const TeacherWindow>> windows_;  ///< one per clip
  std::vector<double> starts_s_;                         ///< of the clips in their files
  std::vector<double> mean_, std_;                       ///< one per column
};

}  // namespace backbeat::datasets
