#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace backbeat::datasets {

struct SynthDatasetOptions {
  std::filesystem::path folder;
  std::vector<std::string> styles;  ///< empty: all
  int clips_per_style = 40;
  double duration_s = 10.0;
  int sample_rate_hz = 22050;
  std::uint64_t seed = 1;
  int threads = 1;
};

/// Writes `folder/style/style.00000.wav` and so on. Files that exist are written anew.
/// `on_done(n)` is called from one thread at a time with the number finished so far.
void write_synth_dataset(const SynthDatasetOptions& options,
                         const std::function<void(int)>& on_done = {});

}  // namespace backbeat::datasets
