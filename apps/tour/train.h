#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "nn/graph/network.h"

// The book's program that trains a 10-40-40-5 network on random numbers (figure 7.8).
namespace backbeat::apps::tour {

inline constexpr int kExamples = 100;
inline constexpr int kBatchSize = 10;
inline constexpr int kEpochs = 100;

/// 10-40-40-5, with the nodes f0, h1, f1, h2, f2.
nn::Network training_network();

/// What a training run begins with.
struct TrainingStart {
  nn::Parameters parameters;
  std::vector<float> x;  ///< (100, 10)
  std::vector<float> y;  ///< (100, 5)
  bool shuffle = true;   ///< each epoch takes the examples in another order
};

/// He initialisation; x and y standard normal.
TrainingStart random_start(const nn::Network& network, std::uint64_t seed);
/// From a safetensors file with the network's parameters and the tensors x and y; the examples stay
/// in order. Throws nn::FormatError where one is missing or has another shape.
TrainingStart read_start(const nn::Network& network, const std::filesystem::path& path);

struct TrainingEpoch {
  int epoch = 0;       ///< from 0
  double loss = 0.0;   ///< sum over the batches of each one's mean squared error, as in the book
  double alpha = 0.0;  ///< learning rate
};

/// Trains with SGD, learning rate 0.01 halved every 10 epochs, momentum 0.9, and calls `on_epoch`
/// after each epoch. Throws std::runtime_error where the loss is no longer a number.
void train(const nn::Network& network, TrainingStart start, std::uint64_t seed,
           const std::function<void(const TrainingEpoch&)>& on_epoch);

}  // namespace backbeat::apps::tour
