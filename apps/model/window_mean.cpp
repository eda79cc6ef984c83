#include "apps/model/window_mean.h"

#include <algorithm>
#include <functional>

#include "nn/metrics/mean.h"

namespace backbeat::apps {
namespace {

/// The windows that mean_between() averages. They stand next to each other, since starts and ends
/// ascend both.
std::span<const WindowAnswer> windows_between(std::span<const WindowAnswer> windows, double start_s,
                                              double end_s) {
  const auto begin = std::ranges::upper_bound(windows, start_s, std::less{}, &WindowAnswer::end_s);
  const auto end =
      std::ranges::lower_bound(begin, windows.end(), end_s, std::less{}, &WindowAnswer::start_s);
  if (begin == windows.end()) return windows.last(1);
  if (begin == end) return {begin, 1};
  const auto same = std::find_if(begin, end, [&](const WindowAnswer& window) {
    return window.start_s == start_s && window.end_s == end_s;
  });
  return same == end ? std::span(begin, end) : std::span(same, 1);
}

}  // namespace

WindowAnswer mean_between(std::span<const WindowAnswer> windows, double start_s, double end_s) {
  nn::VectorMean probabilities, hidden;
  for (const WindowAnswer& window : windows_between(windows, start_s, end_s)) {
    probabilities.add(window.probabilities);
    hidden.add(window.hidden);
  }
  return {.start_s = start_s,
          .end_s = end_s,
          .probabilities = probabilities.value(),
          .hidden = hidden.value()};
}

}  // namespace backbeat::apps
