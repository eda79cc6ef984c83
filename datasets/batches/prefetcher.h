#pragma once

#include <cstdint>
#include <future>

#include "datasets/batches/epoch_sampler.h"

namespace backbeat::datasets {

/// The batches of a sampler in their order, each made on a thread of its own while the one before
/// is in use.
class Prefetcher {
 public:
  /// Batches [first, end), counted through all epochs; the first is begun here. Keeps a reference:
  /// `sampler` must outlive it, and nobody else may ask it while waveforms are augmented. The
  /// destructor waits for the batch that is being made.
  Prefetcher(const EpochSampler& sampler, std::int64_t first, std::int64_t end);

  /// The next batch; to be called once for each. Waits until it is made. Throws what
  /// EpochSampler::batch() does.
  Batch next();

 private:
  void begin();

  const EpochSampler& sampler_;
  std::int64_t index_;
  std::int64_t end_;
  std::future<Batch> ahead_;  ///< batch `index_`
};

}  // namespace backbeat::datasets
