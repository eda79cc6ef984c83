#include "apps/bench/timing.h"

#include <algorithm>
#include <ctime>

namespace backbeat::apps {
namespace {

double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Timing time_runs(const std::function<void()>& run, const Repeats& repeats) {
  for (int i = 0; i < repeats.warm_up; ++i) run();
  std::vector<double> times_s;
  const double processor_begin_s = processor_seconds();
  const auto begin = Clock::now();
  while (times_s.size() < repeats.min_runs || seconds_since(begin) < repeats.seconds) {
    const auto run_begin = Clock::now();
    run();
    times_s.push_back(seconds_since(run_begin));
  }
  const double processor_s = processor_seconds() - processor_begin_s;
  return {.median_s = median(times_s),
          .least_s = *std::ranges::min_element(times_s),
          .runs = times_s.size(),
          .cpu_s_per_s = processor_s / seconds_since(begin)};
}

}  // namespace backbeat::apps
