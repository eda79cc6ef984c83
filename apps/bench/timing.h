#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

// How a piece of work is timed: again and again, for the median.
namespace backbeat::apps {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin);

/// The upper one of two in the middle. `values` is not empty.
double median(std::vector<double> values);

struct Repeats {
  double seconds = 1.0;      ///< as many runs as fit into them
  int warm_up = 0;           ///< runs before, not measured
  std::size_t min_runs = 1;  ///< at least that many, however long they take
};

struct Timing {
  double median_s = 0.0;
  double least_s = 0.0;
  std::size_t runs = 0;
  /// Processor time of all threads over time: as many as there are threads where all of them work
  /// and nothing else takes the cores.
  double cpu_s_per_s = 0.0;
};

Timing time_runs(const std::function<void()>& run, const Repeats& repeats);

}  // namespace backbeat::apps
