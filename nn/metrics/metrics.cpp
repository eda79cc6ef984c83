#include "nn/metrics/metrics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::nn {
namespace {

constexpr int kBins = 15;
constexpr double kSmallestProbability = 1e-15;

double ratio(double part, double whole) {
  return whole > 0.0 ? part / whole : 0.0;
}

void check_class(const char* what, int found, int classes) {
  if (found >= 0 && found < classes) return;
  throw std::invalid_argument(
      fmt::format("evaluate: {}: found class {}, expected 0 to {}", what, found, classes - 1));
}

void check(std::span<const int> truth, std::size_t probabilities, int classes,
           std::span<const int> majority_classes) {
  if (majority_classes.size() != truth.size()) {
    throw std::invalid_argument(
        fmt::format("evaluate: found {} majority classes, expected {}, one per example",
                    majority_classes.size(), truth.size()));
  }
  for (const int label : majority_classes) check_class("majority class", label, classes);
  for (const int label : truth) check_class("truth", label, classes);
  const std::size_t expected = truth.size() * static_cast<std::size_t>(classes);
  if (probabilities != expected) {
    throw std::invalid_argument(
        fmt::format("evaluate: found {} probabilities, expected {} for {} examples of {} classes",
                    probabilities, expected, truth.size(), classes));
  }
}

/// How many classes come before `label` when they are sorted by probability; 0: it is answer_of().
int rank_of(std::span<const real> p, std::size_t label) {
  int before = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    before += p[k] > p[label] || (p[k] == p[label] && k < label) ? 1 : 0;
  }
  return before;
}

/// The bin of Guo et al.: ((b - 1) / 15, b / 15], counted from 0. A NaN goes to the first.
std::size_t bin_of(double confidence) {
  const double bin = std::ceil(confidence * kBins) - 1.0;
  return bin > 0.0 ? static_cast<std::size_t>(std::min(bin, kBins - 1.0)) : 0;
}

std::vector<ClassScore> class_scores(const std::vector<std::vector<int>>& confusion) {
  std::vector<ClassScore> scores(confusion.size());
  for (std::size_t t = 0; t < confusion.size(); ++t) {
    for (std::size_t a = 0; a < confusion.size(); ++a) {
      scores[t].support += confusion[t][a];
      scores[a].answered += confusion[t][a];
    }
  }
  for (std::size_t k = 0; k < scores.size(); ++k) {
    ClassScore& score = scores[k];
    score.precision = ratio(confusion[k][k], score.answered);
    score.recall = ratio(confusion[k][k], score.support);
    score.f1 = ratio(2.0 * score.precision * score.recall, score.precision + score.recall);
  }
  return scores;
}

/// sum_k w_k x_k / sum_k w_k, where x is precision, recall and F1 of class k; support and answers
/// are added up.
template <class Weight>
ClassScore average(std::span<const ClassScore> scores, Weight weight) {
  ClassScore mean;
  double weights = 0.0;
  for (const ClassScore& score : scores) {
    const double w = weight(score);
    weights += w;
    mean.precision += w * score.precision;
    mean.recall += w * score.recall;
    mean.f1 += w * score.f1;
    mean.support += score.support;
    mean.answered += score.answered;
  }
  for (double* sum : {&mean.precision, &mean.recall, &mean.f1}) *sum = ratio(*sum, weights);
  return mean;
}

double balanced_accuracy(std::span<const ClassScore> scores) {
  return average(scores, [](const ClassScore& s) { return s.support > 0 ? 1.0 : 0.0; }).recall;
}

/// Turns the sums that the bins hold into means. Returns ECE = sum_b n_b / n |accuracy -
/// confidence|.
double finish_calibration(std::vector<CalibrationBin>& bins, int n) {
  double error = 0.0;
  for (CalibrationBin& bin : bins) {
    bin.confidence = ratio(bin.confidence, bin.n);
    bin.accuracy = ratio(bin.accuracy, bin.n);
    error += bin.n * std::abs(bin.accuracy - bin.confidence);
  }
  return ratio(error, n);
}

}  // namespace

int answer_of(std::span<const real> scores) {
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

int count_right(std::span<const real> scores, std::span<const int> labels) {
  const std::size_t classes = scores.size() / labels.size();
  int right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    right += answer_of(scores.subspan(i * classes, classes)) == labels[i];
  }
  return right;
}

Evaluation evaluate(std::span<const int> truth, std::span<const real> probabilities, int classes,
                    std::span<const int> majority_classes) {
  check(truth, probabilities.size(), classes, majority_classes);
  const auto width = static_cast<std::size_t>(classes);
  Evaluation e{.n = static_cast<int>(truth.size())};
  e.confusion.assign(width, std::vector<int>(width, 0));
  e.calibration.resize(kBins);

  int right = 0;
  int in_top2 = 0;
  int majority_right = 0;
  double loss = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto p = probabilities.subspan(i * width, width);
    const auto label = static_cast<std::size_t>(truth[i]);
    const auto answer = static_cast<std::size_t>(answer_of(p));
    const int hit = answer == label ? 1 : 0;
    right += hit;
    in_top2 += rank_of(p, label) < 2 ? 1 : 0;
    majority_right += majority_classes[i] == truth[i] ? 1 : 0;
    loss -= std::log(std::clamp(static_cast<double>(p[label]), kSmallestProbability, 1.0));
    ++e.confusion[label][answer];
    CalibrationBin& bin = e.calibration[bin_of(static_cast<double>(p[answer]))];
    ++bin.n;
    bin.confidence += static_cast<double>(p[answer]);
    bin.accuracy += hit;
  }
  e.accuracy = ratio(right, e.n);
  e.top2_accuracy = ratio(in_top2, e.n);
  e.accuracy_ci95 = wilson_ci95(right, e.n);
  e.log_loss = ratio(loss, e.n);
  e.ece = finish_calibration(e.calibration, e.n);
  e.per_class = class_scores(e.confusion);
  e.balanced_accuracy = balanced_accuracy(e.per_class);
  e.macro_f1 = macro_average(e.per_class).f1;
  e.majority_baseline = ratio(majority_right, e.n);
  return e;
}

Evaluation evaluate(std::span<const int> truth, std::span<const real> probabilities, int classes,
                    int majority_class) {
  check_class("majority class", majority_class, classes);
  return evaluate(truth, probabilities, classes, std::vector<int>(truth.size(), majority_class));
}

ClassScore macro_average(std::span<const ClassScore> per_class) {
  return average(per_class, [](const ClassScore& s) { return s.occurs() ? 1.0 : 0.0; });
}

ClassScore weighted_average(std::span<const ClassScore> per_class) {
  return average(per_class, [](const ClassScore& s) { return static_cast<double>(s.support); });
}

Interval wilson_ci95(int successes, int n) {
  if (n == 0) return {.low = 0.0, .high = 1.0};
  const double z = 1.959963984540054;  // the normal distribution's 97.5 % quantile
  const double p = static_cast<double>(successes) / n;
  const double denominator = 1.0 + z * z / n;
  const double centre = (p + z * z / (2.0 * n)) / denominator;
  const double half = z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / denominator;
  return {.low = std::max(0.0, centre - half), .high = std::min(1.0, centre + half)};
}

}  // namespace backbeat::nn
