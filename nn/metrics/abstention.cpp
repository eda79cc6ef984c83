#include "nn/metrics/abstention.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "nn/metrics/metrics.h"

namespace backbeat::nn {
namespace {

struct GivenAnswer {
  double confidence = 0.0;
  bool right = false;
  double weight = 1.0;
};

void require_one_per_example(const char* what, std::size_t found, std::size_t examples) {
  if (found == examples) return;
  throw std::invalid_argument(
      fmt::format("abstention: found {} {}, expected {}, one per example", found, what, examples));
}

std::vector<GivenAnswer> answers_of(std::span<const int> truth, std::span<const real> probabilities,
                                    int classes) {
  const auto width = static_cast<std::size_t>(classes);
  if (probabilities.size() != truth.size() * width) {
    throw std::invalid_argument(
        fmt::format("abstention: found {} probabilities, expected {} for {} examples of {} classes",
                    probabilities.size(), truth.size() * width, truth.size(), classes));
  }
  std::vector<GivenAnswer> answers;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto p = probabilities.subspan(i * width, width);
    const int answer = answer_of(p);
    answers.push_back({.confidence = static_cast<double>(p[static_cast<std::size_t>(answer)]),
                       .right = answer == truth[i]});
  }
  return answers;
}

}  // namespace

Abstention abstain_below(double threshold, std::span<const int> truth,
                         std::span<const real> probabilities, int classes) {
  Abstention result =
      abstain_below(std::vector<double>(truth.size(), threshold), truth, probabilities, classes);
  result.threshold = threshold;
  return result;
}

Abstention abstain_below(std::span<const double> thresholds, std::span<const int> truth,
                         std::span<const real> probabilities, int classes) {
  require_one_per_example("thresholds", thresholds.size(), truth.size());
  const std::vector<GivenAnswer> answers = answers_of(truth, probabilities, classes);
  Abstention result;
  int given = 0;
  int right = 0;
  double excess = 0.0;  // over the first threshold: the mean of equal ones is then exactly theirs
  for (std::size_t i = 0; i < answers.size(); ++i) {
    excess += thresholds[i] - thresholds[0];
    if (answers[i].confidence < thresholds[i]) continue;
    ++given;
    right += answers[i].right ? 1 : 0;
  }
  if (!answers.empty())
    result.threshold = thresholds[0] + excess / static_cast<double>(answers.size());
  if (given == 0) return result;
  result.answered = static_cast<double>(given) / static_cast<double>(truth.size());
  result.precision = static_cast<double>(right) / given;
  return result;
}

Abstention choose_threshold(double precision, std::span<const int> truth,
                            std::span<const real> probabilities, int classes,
                            std::span<const double> weights) {
  std::vector<GivenAnswer> answers = answers_of(truth, probabilities, classes);
  if (!weights.empty()) {
    require_one_per_example("weights", weights.size(), truth.size());
    for (std::size_t i = 0; i < answers.size(); ++i) answers[i].weight = weights[i];
  }
  std::stable_sort(answers.begin(), answers.end(), [](const GivenAnswer& a, const GivenAnswer& b) {
    return a.confidence > b.confidence;
  });
  double all = 0.0;
  for (const GivenAnswer& answer : answers) all += answer.weight;
  Abstention chosen;
  double best = -1.0;
  double given = 0.0;
  double right = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    given += answers[i].weight;
    right += answers[i].right ? answers[i].weight : 0.0;
    const bool last = i + 1 == answers.size();
    const bool splits_equals = !last && answers[i + 1].confidence == answers[i].confidence;
    if (splits_equals || i + 1 < kFewestAnswers) continue;
    // From `precision` on more of it is worth nothing, and more answers are.
    const double reached = std::min(precision, right / given);
    if (reached < best) continue;
    best = reached;
    // Halfway to the next answer, so that no rounding decides which side this one is on.
    const double threshold = last ? 0.0 : 0.5 * (answers[i].confidence + answers[i + 1].confidence);
    chosen = {.threshold = threshold, .answered = given / all, .precision = right / given};
  }
  if (best < 0.0 && given > 0.0) chosen = {.answered = 1.0, .precision = right / given};
  return chosen;
}

}  // namespace backbeat::nn
