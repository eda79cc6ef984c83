#include "datasets/teacher/teacher_targets.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace backbeat::datasets {
namespace {

/// The windows that begin within a clip.
std::span<const TeacherWindow> windows_within(std::span<const TeacherWindow> windows,
                                              const Clip& clip) {
  const auto begin = std::ranges::lower_bound(windows, clip.start_s, {}, &TeacherWindow::start_s);
  const auto end = std::ranges::lower_bound(windows, clip.end_s, {}, &TeacherWindow::start_s);
  return {begin, end};
}

}  // namespace

TeacherTargets::TeacherTargets(const Teacher& teacher, std::span<const Clip> clips, Options options)
    : teacher_(teacher), options_(std::move(options)) {
  const std::size_t columns = teacher.row(0).size();
  std::vector<double> sum(columns);
  std::vector<double> squares(columns);
  std::size_t n = 0;
  for (const Clip& clip : clips) {
    windows_.push_back(windows_within(teacher.windows_of(clip.path), clip));
    starts_s_.push_back(clip.start_s);
    for (const TeacherWindow& window : windows_.back()) {
      const auto row = teacher.row(window.row);
      for (std::size_t k = 0; k < columns; ++k) {
        const auto value = static_cast<double>(row[k]);
        sum[k] += value;
        squares[k] += value * value;
      }
    }
    n += windows_.back().size();
  }
  constexpr double kSmallestVariance = 1e-12;  // a column that is always the same
  const double count = std::max(static_cast<double>(n), 1.0);
  for (std::size_t k = 0; k < columns; ++k) {
    mean_.push_back(sum[k] / count);
    std_.push_back(
        std::sqrt(std::max(squares[k] / count - mean_[k] * mean_[k], kSmallestVariance)));
  }
}

int TeacherTargets::clips_with_targets() const {
  return static_cast<int>(
      std::ranges::count_if(windows_, [](const auto& windows) { return !windows.empty(); }));
}

const TeacherWindow* TeacherTargets::nearest(int clip, float first_frame) const {
  const auto i = static_cast<std::size_t>(clip);
  const double start_s = starts_s_[i] + static_cast<double>(first_frame) / options_.frames_per_s;
  const auto distance = [&](const TeacherWindow& window) {
    return std::abs(window.start_s - start_s);
  };
  const auto found = std::ranges::min_element(windows_[i], {}, distance);
  const double length_s = options_.window_frames / options_.frames_per_s;
  return found == windows_[i].end() || distance(*found) >= length_s ? nullptr : &*found;
}

TeacherTargets::OfPart TeacherTargets::of(const Batch& batch, const TeacherPart& part) const {
  const auto columns = static_cast<std::size_t>(part.columns);
  const auto first = static_cast<std::size_t>(part.first_column);
  const bool standardise = part.loss == TeacherPart::Loss::kMeanSquaredError;
  OfPart targets{.values = std::vector<float>(batch.clips.size() * columns),
                 .weights = std::vector<float>(batch.clips.size())};
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const auto add = [&](std::span<const float> row, float share) {
      for (std::size_t k = 0; k < columns; ++k) {
        const auto value = static_cast<double>(row[first + k]);
        targets.values[i * columns + k] +=
            share *
            static_cast<float>(standardise ? (value - mean_[first + k]) / std_[first + k] : value);
      }
    };
    if (!batch.answers.empty()) {
      const std::size_t all = batch.answers.size() / batch.clips.size();
      targets.weights[i] = 1.0F;
      add(std::span(batch.answers).subspan(i * all, all), 1.0F);
      continue;
    }
    const TeacherWindow* own = nearest(batch.clips[i], batch.first_frames[i]);
    const bool mixed = !batch.lambdas.empty() && batch.lambdas[i] < 1.0F;
    const TeacherWindow* other =
        mixed ? nearest(batch.partners[i], batch.partner_first_frames[i]) : own;
    if (own == nullptr || other == nullptr) continue;
    targets.weights[i] = 1.0F;
    add(teacher_.row(own->row), mixed ? batch.lambdas[i] : 1.0F);
    if (mixed) add(teacher_.row(other->row), 1.0F - batch.lambdas[i]);
  }
  return targets;
}

double TeacherTargets::mean_of(std::size_t clip, std::size_t column) const {
  double sum = 0.0;
  for (const TeacherWindow& window : windows_[clip]) {
    sum += static_cast<double>(teacher_.row(window.row)[column]);
  }
  return sum / std::max(static_cast<double>(windows_[clip].size()), 1.0);
}

TeacherTargets::OfPart TeacherTargets::means() const {
  OfPart means;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    means.weights.push_back(windows_[i].empty() ? 0.0F : 1.0F);
    for (const TeacherPart& part : parts()) {
      if (!(part.weight > 0.0)) continue;
      const auto first = static_cast<std::size_t>(part.first_column);
      for (std::size_t k = first; k < first + static_cast<std::size_t>(part.columns); ++k) {
        means.values.push_back(static_cast<float>((mean_of(i, k) - mean_[k]) / std_[k]));
      }
    }
  }
  return means;
}

TeacherTargets::OfPart TeacherTargets::opinions(std::span<const std::string> labels) const {
  struct Column {
    std::size_t label, column;
    bool logit;
  };
  std::vector<Column> columns;
  for (const TeacherPart& part : parts()) {
    for (std::size_t c = 0; c < part.labels.size(); ++c) {
      const auto label = std::ranges::find(labels, part.labels[c]);
      if (label == labels.end()) continue;
      columns.push_back({.label = static_cast<std::size_t>(label - labels.begin()),
                         .column = static_cast<std::size_t>(part.first_column) + c,
                         .logit = part.loss == TeacherPart::Loss::kMeanSquaredError});
    }
  }
  OfPart opinions{.values = std::vector<float>(windows_.size() * labels.size()),
                  .weights = std::vector<float>(windows_.size())};
  if (columns.size() < 2) return opinions;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    if (windows_[i].empty()) continue;
    opinions.weights[i] = 1.0F;
    const auto row = std::span(opinions.values).subspan(i * labels.size(), labels.size());
    for (const auto& [label, column, logit] : columns) {
      const double mean = mean_of(i, column);
      row[label] = static_cast<float>(logit ? std::exp(mean) : mean);
    }
    const float sum = std::accumulate(row.begin(), row.end(), 0.0F);
    for (float& value : row) value /= sum;
  }
  return opinions;
}

}  // namespace backbeat::datasets
