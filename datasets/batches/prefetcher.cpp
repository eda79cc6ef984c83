#include "datasets/batches/prefetcher.h"

namespace backbeat::datasets {

Prefetcher::Prefetcher(const EpochSampler& sampler, int first_epoch, int end_epoch)
    : sampler_(sampler), epoch_(first_epoch), end_epoch_(end_epoch) {
  begin();
}

Batch Prefetcher::next() {
  Batch batch = ahead_.get();
  if (++index_ == sampler_.batches_per_epoch()) {
    index_ = 0;
    ++epoch_;
  }
  begin();
  return batch;
}

void Prefetcher::begin() {
  if (epoch_ >= end_epoch_) return;
  ahead_ = std::async(std::launch::async, &EpochSampler::batch, &sampler_, epoch_, index_);
}

}  // namespace backbeat::datasets
