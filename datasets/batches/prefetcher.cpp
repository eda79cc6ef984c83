#include "datasets/batches/prefetcher.h"

namespace backbeat::datasets {

Prefetcher::Prefetcher(const EpochSampler& sampler, std::int64_t first, std::int64_t end)
    : sampler_(sampler), index_(first), end_(end) {
  begin();
}

Batch Prefetcher::next() {
  Batch batch = ahead_.get();
  ++index_;
  begin();
  return batch;
}

void Prefetcher::begin() {
  if (index_ >= end_) return;
  const int batches = sampler_.batches_per_epoch();
  ahead_ = std::async(std::launch::async, &EpochSampler::batch, &sampler_,
                      static_cast<int>(index_ / batches), static_cast<int>(index_ % batches));
}

}  // namespace backbeat::datasets
