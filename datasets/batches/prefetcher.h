#pragma once

#include <future>

#include "datasets/batches/epoch_sampler.h"

namespace backbeat::datasets {

/// The batches of a sampler in their order, each made on a thread of its own while the one before
/// is in use.
class Prefetcher {
 public:
  /// The batches of epochs [first_epoch, end_epoch); the first is begun here. Keeps a
  /// reference: `sampler` must outlive it, and nobody else may ask it while waveforms are
  /// augmented. The destructor waits for the batch that is being made.
  Prefetcher(const EpochSampler& sampler, int first_epoch, int end_epoch);

  /// The next batch; to be called once for each. Waits until it is made. Throws what
  /// EpochSampler::batch() does.
  Batch next();

 private:
  void begin();

  const EpochSampler& sampler_;
  int epoch_;
  int end_epoch_;
  int index_ = 0;
  std::future<Batch> ahead_;  ///< batch `index_` of `epoch_`
};

}  // namespace backbeat::datasets
