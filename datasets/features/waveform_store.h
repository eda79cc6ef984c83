#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/features/load_features.h"

namespace backbeat::datasets {

/// Mono waveforms of clips, kept on disk, from which crops are read: what augmentation of waveforms
/// begins with, and too much for memory (30 s at 22050 Hz are 1.3 MB). A sample has 16 bits, as a
/// share of its clip's peak: the rounding lies about 98 dB below it.
class WaveformStore {
 public:
  struct Options {
    int sample_rate_hz = 22050;
    /// A cache folder: entries are found there again, by the same keys as FeatureCache's. What it
    /// does not take, and all where it is empty, goes to a temporary folder that goes with the store.
    std::filesystem::path folder;
    int threads = 1;
  };

  /// Decodes the clips that the folder does not hold. `on_done` as in load_features(). Throws
  /// std::runtime_error naming the path where an entry can be written nowhere.
  WaveformStore(const std::vector<Clip>& clips, const Options& options,
                const std::function<void(std::size_t)>& on_done = {});
  ~WaveformStore();
  WaveformStore(WaveformStore&&) noexcept;
  WaveformStore& operator=(WaveformStore&&) noexcept;

  /// The clips at these positions, in this order: the same entries, for as long as either lives.
  WaveformStore subset(const std::vector<int>& clips) const;

  /// The clips that could not be decoded, which have no samples; not told of a subset.
  const std::vector<Failure>& failures() const { return failures_; }

  int size() const { return static_cast<int>(entries_.size()); }
  std::int64_t n_samples(int clip) const;

  /// Samples [begin, end) of a clip, both in [0, n_samples(clip)]. From any thread. Throws
  /// std::runtime_error naming the path where the entry has gone since.
  std::vector<float> read(int clip, std::int64_t begin, std::int64_t end) const;

 private:
  class TemporaryFolder;
  /// Where the samples of a clip are; full scale of their 16 bits is `peak`.
  struct Entry {
    std::filesystem::path path;
    std::int64_t n_samples = 0;
    float peak = 0.0F;
  };

  WaveformStore() = default;
  static Entry open(const Clip& clip, int sample_rate_hz, const std::filesystem::path& folder,
                    TemporaryFolder& temporary);

  std::shared_ptr<TemporaryFolder> temporary_;  ///< for what the cache folder does not take
  std::vector<Entry> entries_;
  std::vector<Failure> failures_;
};

}  // namespace backbeat::datasets
