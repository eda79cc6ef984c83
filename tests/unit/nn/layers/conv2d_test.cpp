// Convolution by products over overlapping windows, against seven nested loops.

#include <fmt/format.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

struct ConvCase {
  int batch = 2;
  Shape input{.channels = 4, .height = 9, .width = 11};
  int outputs = 6;
  Extent kernel{.height = 3, .width = 3}, stride;
  Padding pad;
  Extent dilation;
  int groups = 1;
  bool bias = true;

  std::string text() const {
    return fmt::format(
        "input {} {} {}\n f conv {} {}x{} stride {}x{} pad {} dilation {}x{} groups {} {}",
        input.channels, input.height, input.width, outputs, kernel.height, kernel.width,
        stride.height, stride.width, to_string(pad), dilation.height, dilation.width, groups,
        bias ? "" : "no_bias");
  }
};

struct Reference {
  std::vector<double> y, dx, d_phi;
};

/// The definition: each product of a weight and a pixel, once forward and twice backward.
Reference reference(const ConvCase& c, const BothPasses& run) {
  Reference r{.y = std::vector<double>(run.y.size()),
              .dx = std::vector<double>(run.x.size()),
              .d_phi = std::vector<double>(run.d_phi.size())};
  const int in_group = c.input.channels / c.groups;
  const int out_group = c.outputs / c.groups;
  const auto weights = index(c.outputs * in_group * c.kernel.height * c.kernel.width);
  std::size_t at = 0;
  for (int n = 0; n < c.batch; ++n) {
    for (int o = 0; o < c.outputs; ++o) {
      for (int row = 0; row < run.output.height; ++row) {
        for (int column = 0; column < run.output.width; ++column, ++at) {
          const auto dy = static_cast<double>(run.dy[at]);
          if (c.bias) {
            r.y[at] += static_cast<double>(run.parameters.phi[weights + index(o)]);
            r.d_phi[weights + index(o)] += dy;
          }
          for (int i = 0; i < in_group; ++i) {
            for (int ky = 0; ky < c.kernel.height; ++ky) {
              for (int kx = 0; kx < c.kernel.width; ++kx) {
                const int h = row * c.stride.height - c.pad.before.height + ky * c.dilation.height;
                const int w = column * c.stride.width - c.pad.before.width + kx * c.dilation.width;
                if (h < 0 || h >= c.input.height || w < 0 || w >= c.input.width) continue;
                const int channel = o / out_group * in_group + i;
                const auto pixel = index(
                    ((n * c.input.channels + channel) * c.input.height + h) * c.input.width + w);
                const auto weight =
                    index(((o * in_group + i) * c.kernel.height + ky) * c.kernel.width + kx);
                const auto omega = static_cast<double>(run.parameters.phi[weight]);
                const auto x = static_cast<double>(run.x[pixel]);
                r.y[at] += omega * x;
                r.dx[pixel] += omega * dy;
                r.d_phi[weight] += x * dy;
              }
            }
          }
        }
      }
    }
  }
  return r;
}

void expect_equals_definition(const ConvCase& c) {
  SCOPED_TRACE(c.text());
  const BothPasses run = run_both(c.text(), c.batch);
  const Reference r = reference(c, run);
  expect_close(run.y, r.y);
  expect_close(run.dx, r.dx);
  expect_close(run.d_phi, r.d_phi);
}

TEST(Conv2d, EqualsItsDefinitionOverAGridOfWindows) {
  for (const Extent kernel : {Extent{1, 1}, Extent{3, 3}, Extent{2, 5}}) {
    for (const Extent stride : {Extent{1, 1}, Extent{2, 2}, Extent{3, 1}}) {
      for (const Padding& pad :
           {Padding{}, on_each_side({1, 1}), on_each_side({0, 3}), Padding{{2, 0}, {0, 1}}}) {
        for (const Extent dilation : {Extent{1, 1}, Extent{2, 2}, Extent{3, 1}}) {
          for (const int groups : {1, 2, 4}) {
            expect_equals_definition({.outputs = groups == 4 ? 4 : 6,
                                      .kernel = kernel,
                                      .stride = stride,
                                      .pad = pad,
                                      .dilation = dilation,
                                      .groups = groups,
                                      .bias = groups == 1});
          }
        }
      }
    }
  }
}

TEST(Conv2d, EqualsItsDefinitionDepthwise) {
  expect_equals_definition({.outputs = 8, .pad = on_each_side({1, 1}), .groups = 4});
  // Whole, half and quarter vectors of channels and what is left of them.
  for (const int channels : {1, 8, 31, 43}) {
    for (const int stride : {1, 2}) {
      expect_equals_definition({.input = {.channels = channels, .height = 5, .width = 30},
                                .outputs = channels,
                                .stride = {.height = stride, .width = stride},
                                .pad = on_each_side({1, 1}),
                                .groups = channels});
    }
  }
}

TEST(Conv2d, EqualsItsDefinitionWithMoreExamplesThanPartialSums) {
  expect_equals_definition(
      {.batch = 37, .input = {.channels = 2, .height = 4, .width = 5}, .outputs = 3});
}

TEST(Conv2d, EqualsItsDefinitionOverSeveralTiles) {
  // A tile holds 64 K numbers: 27 lines of 302 padded pixels, or 3 of 300 windows on their own.
  for (const int groups : {1, 2}) {
    expect_equals_definition({.batch = 2,
                              .input = {.channels = 8, .height = 40, .width = 300},
                              .outputs = 4,
                              .kernel = {.height = 3, .width = 3},
                              .pad = on_each_side({1, 1}),
                              .groups = groups});
  }
}

TEST(Conv2d, EqualsItsDefinitionForAnyNumberOfChannelsAndWidth) {
  // Whole vectors, whole panels and what is left of them; whole blocks of a line and the rest.
  for (const int outputs : {1, 5, 16, 17, 31, 32, 33, 48, 70}) {
    for (const int inputs : {1, 3, 16, 20}) {
      expect_equals_definition(
          {.batch = 1,
           .input = {.channels = inputs, .height = 4, .width = outputs % 19 + 3},
           .outputs = outputs,
           .kernel = {.height = 3, .width = 3},
           .pad = on_each_side({1, 1})});
    }
  }
}

TEST(Conv2d, IsACorrelation) {
  // One pixel under an asymmetric kernel shows the kernel flipped: f[y, x] = Omega[1 - y, 1 - x].
  const Network network = Network::parse("input 1 3 3\n f conv 1 2x2 no_bias");
  Parameters parameters = network.initialise(1);
  const Buffer kernel{1, 2, 3, 4};
  std::copy(kernel.begin(), kernel.end(), parameters.phi.begin());
  Workspace workspace(network, {.max_batch = 1});
  const Buffer pixel{0, 0, 0, 0, 1, 0, 0, 0, 0};
  const auto f = network.forward(parameters, workspace, pixel, 1, Mode::kEvaluate);
  expect_same_bits(f, Buffer{4, 3, 2, 1});
}

}  // namespace
}  // namespace backbeat::nn
