#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "nn/channel_order.h"
#include "nn/graph/network.h"
#include "nn/graph/workspace.h"

namespace backbeat::nn {

inline Buffer random_numbers(std::size_t n, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  Buffer numbers(n);
  for (real& value : numbers) value = normal(generator);
  return numbers;
}

inline Buffer channels_last(std::span<const real> planes, const Shape& shape) {
  Buffer pixels(planes.size());
  to_channels_last(planes, shape, pixels);
  return pixels;
}

inline Buffer channels_first(std::span<const real> pixels, const Shape& shape) {
  Buffer planes(pixels.size());
  to_channels_first(pixels, shape, planes);
  return planes;
}

/// All numbers of one training or evaluation pass over a network, both ways. Images are planes
/// here, (C, H, W), as definitions are written.
struct BothPasses {
  Shape input;
  Shape output;
  Parameters parameters;
  Buffer x, y, dy, dx, d_phi;
};

/// Runs `text` forward on random numbers (or on `x`) and backward from random dL/dy.
inline BothPasses run_both(const std::string& text, int batch, Mode mode = Mode::kTrain,
                           Buffer x = {}, std::uint64_t random_key = 0) {
  const Network network = Network::parse(text);
  const auto n = static_cast<std::size_t>(batch);
  BothPasses run{
      .input = network.input_shape(),
      .output = network.output_shape(),
      .parameters = network.initialise(1),
      .x = x.empty() ? random_numbers(network.input_shape().size() * n, 2) : std::move(x),
      .y = {},
      .dy = random_numbers(network.output_shape().size() * n, 3),
      .dx = {},
      .d_phi = Buffer(network.phi_size())};
  const Buffer noise = random_numbers(network.phi_size(), 4);
  for (std::size_t k = 0; k < noise.size(); ++k) run.parameters.phi[k] += noise[k] / 4;
  Workspace workspace(network, {.max_batch = batch, .backward = true, .input_gradient = true});
  const Buffer x_pixels = channels_last(run.x, run.input);
  const auto y = network.forward(run.parameters, workspace, x_pixels, batch, mode, random_key);
  run.y = channels_first(y, run.output);
  to_channels_last(run.dy, run.output, workspace.output_gradient());
  // A layer that adds to its input gradient, instead of writing it, shows in the second run.
  Buffer unused(network.phi_size());
  network.backward(run.parameters, workspace, unused);
  network.backward(run.parameters, workspace, run.d_phi);
  run.dx = channels_first(workspace.input_gradient(), run.input);
  return run;
}

/// Logits of `x` alone.
inline Buffer run_forward(const std::string& text, Buffer x, int batch, Mode mode = Mode::kTrain,
                          std::uint64_t random_key = 0) {
  return run_both(text, batch, mode, std::move(x), random_key).y;
}

/// Every number within `tolerance` of the reference, relative to the reference's largest.
inline void expect_close(std::span<const real> found, const std::vector<double>& expected,
                         double tolerance = 2e-6) {
  ASSERT_EQ(found.size(), expected.size());
  double scale = 1e-6;
  for (const double value : expected) scale = std::max(scale, std::abs(value));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(found[i]), expected[i], tolerance * scale) << "at " << i;
  }
}

inline std::size_t index(int i) {
  return static_cast<std::size_t>(i);
}

inline void expect_same_bits(std::span<const real> found, std::span<const real> expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(found[i], expected[i]) << "at " << i;
}

}  // namespace backbeat::nn
