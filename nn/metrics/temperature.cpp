#include "nn/metrics/temperature.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::nn {
namespace {

constexpr double kSmallestProbability = 1e-300;  // whose logarithm is still a number

void check(const ClipLogits& windows) {
  const auto refuse = [](const char* what, auto found, auto expected) {
    throw std::invalid_argument(
        fmt::format("calibration: {}: found {}, expected {}", what, found, expected));
  };
  const std::size_t values = windows.clips.size() * static_cast<std::size_t>(windows.classes);
  if (windows.logits.size() != values) refuse("logits", windows.logits.size(), values);
  std::vector<int> counts(windows.labels.size());
  for (const int clip : windows.clips) {
    if (clip < 0 || clip >= static_cast<int>(counts.size())) {
      refuse("clip of a window", clip, fmt::format("0 to {}", counts.size()));
    }
    ++counts[static_cast<std::size_t>(clip)];
  }
  if (std::count(counts.begin(), counts.end(), 0) > 0) refuse("a clip", "no window", "one or more");
  if (!windows.weights.empty() && windows.weights.size() != windows.labels.size()) {
    refuse("weights", windows.weights.size(), windows.labels.size());
  }
  for (const int label : windows.labels) {
    if (label < 0 || label >= windows.classes) {
      refuse("label", label, fmt::format("0 to {}", windows.classes - 1));
    }
  }
}

/// clip_probabilities() in double, of what check() let pass.
std::vector<double> mean_softmax(const ClipLogits& windows, double temperature) {
  const auto classes = static_cast<std::size_t>(windows.classes);
  std::vector<double> sums(windows.labels.size() * classes);
  std::vector<double> counts(windows.labels.size());
  std::vector<double> p(classes);
  for (std::size_t w = 0; w < windows.clips.size(); ++w) {
    const real* const f = windows.logits.data() + w * classes;
    const auto top = static_cast<double>(*std::max_element(f, f + classes));
    double sum = 0.0;
    for (std::size_t k = 0; k < classes; ++k) {
      sum += p[k] = std::exp((static_cast<double>(f[k]) - top) / temperature);
    }
    const auto clip = static_cast<std::size_t>(windows.clips[w]);
    for (std::size_t k = 0; k < classes; ++k) sums[clip * classes + k] += p[k] / sum;
    ++counts[clip];
  }
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] /= counts[i / classes];
  return sums;
}

/// L(T) of fit_temperature().
double loss(const ClipLogits& windows, double temperature) {
  const auto classes = static_cast<std::size_t>(windows.classes);
  const auto n = static_cast<double>(windows.labels.size());
  const double others = 1.0 / (n + 2.0) / static_cast<double>(classes - 1);
  const std::vector<double> p = mean_softmax(windows, temperature);
  double sum = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double weight = windows.weights.empty() ? 1.0 : windows.weights[i / classes];
    const bool at_label = static_cast<int>(i % classes) == windows.labels[i / classes];
    const double target = at_label ? (n + 1.0) / (n + 2.0) : others;
    sum -= weight * target * std::log(std::max(p[i], kSmallestProbability));
    if (at_label) total += weight;
  }
  return sum / total;
}

/// The minimum of `f` between `low` and `high`, where it has one only: each step keeps 62 % of them
/// (Kiefer 1953).
template <typename Function>
double golden_section(const Function& f, double low, double high) {
  constexpr double kShare = 1.0 / std::numbers::phi;
  constexpr double kTolerance = 1e-5;
  double a = high - kShare * (high - low);
  double b = low + kShare * (high - low);
  double f_a = f(a);
  double f_b = f(b);
  while (high - low > kTolerance) {
    if (f_a < f_b) {
      high = b;
      b = a;
      f_b = f_a;
      f_a = f(a = high - kShare * (high - low));
    } else {
      low = a;
      a = b;
      f_a = f_b;
      f_b = f(b = low + kShare * (high - low));
    }
  }
  return 0.5 * (low + high);
}

}  // namespace

std::vector<real> clip_probabilities(const ClipLogits& windows, double temperature) {
  check(windows);
  const std::vector<double> p = mean_softmax(windows, temperature);
  std::vector<real> result;
  for (const double value : p) result.push_back(static_cast<real>(value));
  return result;
}

double fit_temperature(const ClipLogits& windows) {
  check(windows);
  if (windows.labels.empty() || windows.classes < 2) return 1.0;
  const auto loss_at = [&](double log_t) { return loss(windows, std::exp(log_t)); };
  // The mean over windows may have several minima: a coarse look at the whole range comes first.
  constexpr int kSteps = 10;  // to each side of T = 1
  const double step = std::log(kHighestTemperature) / kSteps;
  double best = 0.0;
  double least = loss_at(best);
  const auto try_at = [&](double log_t) {
    const double value = loss_at(log_t);
    if (value >= least) return;
    least = value;
    best = log_t;
  };
  for (int i = -kSteps; i <= kSteps; ++i) try_at(i * step);
  const double bound = std::log(kHighestTemperature);
  try_at(golden_section(loss_at, std::max(best - step, -bound), std::min(best + step, bound)));
  return std::clamp(std::exp(best), kLowestTemperature, kHighestTemperature);
}

}  // namespace backbeat::nn
