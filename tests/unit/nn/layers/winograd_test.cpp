// Winograd's convolution against the direct one, forward and backward.

#include "nn/layers/winograd.h"

#include <omp.h>

#include <fmt/format.h>

#include "nn/layers/conv2d.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

struct WinogradCase {
  Shape input;
  int outputs = 16;
  Padding pad = on_each_side({1, 1});
  int batch = 3;
  bool bias = false;
};

struct Passes {
  Buffer f, dh, d_phi;
};

Passes run(const WinogradCase& c, Conv2d::Method method) {
  const Conv2d layer(c.input,
                     {.outputs = c.outputs,
                      .window = {.kernel = {.height = 3, .width = 3}, .pad = c.pad},
                      .bias = c.bias},
                     method);
  const auto n = index(c.batch);
  std::size_t parameters = 0;
  for (const TensorSpec& spec : layer.parameters()) parameters += spec.size();
  const Buffer phi = random_numbers(parameters, 1);
  const Buffer h = random_numbers(c.input.size() * n, 2);
  const Buffer df = random_numbers(layer.output_shape().size() * n, 3);
  Passes passes{.f = Buffer(df.size()), .dh = Buffer(h.size()), .d_phi = Buffer(phi.size())};
  // Left over from something else.
  Buffer scratch(layer.scratch_size(c.batch, omp_get_max_threads()), real{1e30F});
  const std::span<const real> input(h);
  layer.forward({.batch = c.batch,
                 .inputs = std::span(&input, 1),
                 .output = passes.f,
                 .phi = phi,
                 .scratch = scratch});
  const std::span<real> d_input(passes.dh);
  layer.backward({.batch = c.batch,
                  .inputs = std::span(&input, 1),
                  .d_output = df,
                  .d_inputs = std::span(&d_input, 1),
                  .phi = phi,
                  .d_phi = passes.d_phi,
                  .scratch = scratch});
  return passes;
}

void expect_near(std::span<const real> found, std::span<const real> expected) {
  expect_close(found, std::vector<double>(expected.begin(), expected.end()), 5e-6);
}

void expect_equals_direct(const WinogradCase& c) {
  SCOPED_TRACE(fmt::format("{} to {}, pad {}", to_string(c.input), c.outputs, to_string(c.pad)));
  ASSERT_TRUE(Winograd::pays(c.input, c.outputs, c.pad));
  const Passes fast = run(c, Conv2d::Method::kFastest);
  const Passes direct = run(c, Conv2d::Method::kDirect);
  expect_near(fast.f, direct.f);
  expect_near(fast.dh, direct.dh);
  expect_near(fast.d_phi, direct.d_phi);
  EXPECT_FALSE(std::ranges::equal(fast.f, direct.f)) << "both went the same way";
}

TEST(Winograd, EqualsTheDirectConvolutionAtAnyPadding) {
  for (const Padding& pad :
       {Padding{}, on_each_side({1, 1}), on_each_side({2, 2}), Padding{{0, 1}, {2, 0}}}) {
    expect_equals_direct({.input = {.channels = 16, .height = 20, .width = 24}, .pad = pad});
  }
}

TEST(Winograd, EqualsTheDirectConvolutionWhereTilesHangOverTheEdge) {
  for (const int width : {13, 14, 15, 17}) {
    expect_equals_direct({.input = {.channels = 16, .height = width + 5, .width = width}});
  }
}

TEST(Winograd, EqualsTheDirectConvolutionForAnyNumberOfChannels) {
  for (const int channels : {16, 17, 33, 64}) {
    expect_equals_direct({.input = {.channels = channels, .height = 16, .width = 16},
                          .outputs = 81 - channels,
                          .bias = true});
  }
}

TEST(Winograd, EqualsTheDirectConvolutionOverManyGroupsOfTiles) {
  expect_equals_direct(
      {.input = {.channels = 16, .height = 32, .width = 32}, .outputs = 24, .batch = 21});
}

TEST(Winograd, IsLeftWhereItDoesNotPay) {
  const Padding pad = on_each_side({1, 1});
  EXPECT_TRUE(Winograd::pays({.channels = 32, .height = 8, .width = 8}, 32, pad));
  EXPECT_FALSE(Winograd::pays({.channels = 1, .height = 8, .width = 8}, 32, pad));
  EXPECT_FALSE(Winograd::pays({.channels = 32, .height = 8, .width = 8}, 3, pad));
  EXPECT_FALSE(Winograd::pays({.channels = 32, .height = 5, .width = 5}, 32, pad))
      << "25 outputs in four tiles of 16";
}

}  // namespace
}  // namespace backbeat::nn
