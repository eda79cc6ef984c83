#include "datasets/batches/prefetcher.h"

#include <omp.h>

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
  ahead_ = std::async(std::launch::async, [this, batches, threads = omp_get_max_threads()] {
    omp_set_num_threads(threads);  // which a new thread does not know
    return sampler_.batch(static_cast<int>(index_ / batches), static_cast<int>(index_ % batches));
  });
}

}  // namespace backbeat::datasets
