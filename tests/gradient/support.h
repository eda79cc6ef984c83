#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "nn/graph/network.h"
#include "nn/training/gradient_check.h"

namespace backbeat::nn {

/// The bound of every gradient check, relative. The library is compiled with double here.
inline constexpr double kTolerance = 1e-6;

/// Normal numbers pushed at least 0.05 away from 0, where ReLU has its kink.
inline Buffer random_numbers(std::size_t n, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Buffer numbers(n);
  for (real& value : numbers) {
    value = normal(generator);
    value += value < 0 ? -0.05 : 0.05;
  }
  return numbers;
}

/// Initial parameters moved off their special values (zeros and ones), running variances kept > 0.
inline Parameters random_parameters(const Network& network, unsigned seed) {
  Parameters parameters = network.initialise(seed);
  const Buffer noise = random_numbers(parameters.phi.size(), seed + 1);
  for (std::size_t k = 0; k < noise.size(); ++k) parameters.phi[k] += 0.3 * noise[k];
  const Buffer state_noise = random_numbers(parameters.state.size(), seed + 2);
  for (std::size_t k = 0; k < state_noise.size(); ++k) {
    parameters.state[k] = std::abs(parameters.state[k] + 0.3 * state_noise[k]) + 0.1;
  }
  return parameters;
}

/// L = sum_i (w_i f_i + f_i^2 / 4) with random w: every output matters, and differently.
inline LossFunction weighted_loss(unsigned seed = 99) {
  return [seed](std::span<const real> f, std::span<real> df) {
    const Buffer w = random_numbers(f.size(), seed);
    double loss = 0.0;
    for (std::size_t i = 0; i < f.size(); ++i) {
      loss += w[i] * f[i] + f[i] * f[i] / 4;
      df[i] = w[i] + f[i] / 2;
    }
    return loss;
  };
}

inline void expect_right_gradients(const std::string& text, int batch, Mode mode = Mode::kTrain,
                                   const LossFunction& loss = weighted_loss(), unsigned seed = 7) {
  const Network network = Network::parse(text);
  const Parameters parameters = random_parameters(network, seed);
  const Buffer x =
      random_numbers(network.input_shape().size() * static_cast<std::size_t>(batch), seed + 10);
  const GradientError worst =
      check_gradients(network, parameters, x, loss, {.batch = batch, .mode = mode});
  testing::Test::RecordProperty("worst_relative_error",
                                std::to_string(worst.relative * 1e6) + "e-6");
  EXPECT_LE(worst.relative, kTolerance)
      << text << "\nworst at " << worst.where << ": backward gives " << worst.analytic
      << ", the difference quotient " << worst.numeric;
}

}  // namespace backbeat::nn
