#pragma once

#include <span>
#include <vector>

#include "nn/real.h"

// How good the answers are: numbers a report can be made of.
namespace backbeat::nn {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

struct ClassScore {
  double precision = 0.0;  ///< right / answered so; 0 where never answered
  double recall = 0.0;     ///< right / truly so; 0 where there is none
  double f1 = 0.0;         ///< 2 precision recall / (precision + recall)
  int support = 0;         ///< examples that are truly so
  int answered = 0;        ///< examples that are answered so

  bool occurs() const { return support + answered > 0; }
};

/// The answers whose confidence, the largest probability, lies in one bin of (0, 1].
struct CalibrationBin {
  int n = 0;
  double confidence = 0.0;  ///< mean; 0 where n is 0
  double accuracy = 0.0;    ///< share that is right; 0 where n is 0
};

struct Evaluation {
  int n = 0;
  double accuracy = 0.0;
  Interval accuracy_ci95;          ///< Wilson (1927) score interval
  double top2_accuracy = 0.0;      ///< share whose truth is among the two most probable classes
  double balanced_accuracy = 0.0;  ///< mean recall of the classes that occur in truth
  double macro_f1 = 0.0;           ///< of macro_average()
  double log_loss = 0.0;           ///< mean of -ln p(truth), p clipped to [1e-15, 1]
  double ece = 0.0;                ///< expected calibration error, 15 equal bins (Guo et al. 2017)
  double majority_baseline = 0.0;  ///< accuracy of answering the majority class
  std::vector<std::vector<int>> confusion;  ///< [truth][answer]
  std::vector<ClassScore> per_class;
  std::vector<CalibrationBin> calibration;  ///< the 15 bins, lowest confidence first
};

/// Position of the largest score (a logit or a probability), the first among equals.
int answer_of(std::span<const real> scores);

/// How many of the labels are the answer_of() their row of `scores`, (labels x classes). A label of
/// -1, an example without one, never is.
int count_right(std::span<const real> scores, std::span<const int> labels);

/// `probabilities` is (n x classes), row-major, one distribution per row; the answer is answer_of()
/// it. `majority_classes` holds, for each example, the class most frequent in the training of the
/// model that answered: there are several where the answers of several folds are pooled. n may be
/// 0. Throws std::invalid_argument where the sizes do not fit or a class is outside [0, classes).
Evaluation evaluate(std::span<const int> truth, std::span<const real> probabilities, int classes,
                    std::span<const int> majority_classes);
/// The same where one model answered.
Evaluation evaluate(std::span<const int> truth, std::span<const real> probabilities, int classes,
                    int majority_class);

/// Means of precision, recall and F1 over the classes that occur in truth or answers; all of them
/// count alike. `support` and `answered` are those of all classes together.
ClassScore macro_average(std::span<const ClassScore> per_class);
/// The same, where each class counts by its support.
ClassScore weighted_average(std::span<const ClassScore> per_class);

/// Wilson score interval of `successes` out of `n` at 95 %. {0, 1} where n is 0.
Interval wilson_ci95(int successes, int n);

}  // namespace backbeat::nn
