#pragma once

#include <cstdint>

#include "apps/bench/timing.h"
#include "nn/graph/network.h"

// How fast a network trains and answers, on random numbers.
namespace backbeat::apps {

struct NetworkSpeed {
  Timing timing;                   ///< of one batch
  std::int64_t multiply_adds = 0;  ///< of one example, in all that was timed
  std::size_t memory_bytes = 0;    ///< of activations, gradients and scratch, as planned
};

struct NetworkLoad {
  int batch = 32;
  double seconds = 1.0;  ///< to measure for; at least five batches are
  std::uint64_t seed = 1;
};

/// Training steps: forward, cross-entropy, backward, SGD with momentum 0.9, running statistics.
NetworkSpeed measure_training(const nn::Network& network, const NetworkLoad& load);

/// Answers of nn::Inference.
NetworkSpeed measure_inference(const nn::Network& network, const NetworkLoad& load);

}  // namespace backbeat::apps
