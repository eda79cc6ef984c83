// Every instruction set's kernels against plain loops.

#include "nn/kernels/kernels.h"

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr int kInner = 7;
constexpr int kCount = 21;  // whole blocks of positions and a rest, for every set

class KernelsTest : public testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels_ = *GetParam();

  /// A panel of `outputs` columns and its weights, with padding.
  Panel panel(int outputs) const {
    return {.outputs = outputs,
            .width = (outputs + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes};
  }
};

TEST_P(KernelsTest, ProductEqualsItsDefinition) {
  for (int outputs = 1; outputs <= kernels_.panel; ++outputs) {
    const Panel p = panel(outputs);
    const Buffer h = random_numbers(kCount * 3 + 2 * 50 + kInner, 1);  // windows overlap
    const Buffer Omega = random_numbers(index(2 * kInner * p.width), 2);
    const Buffer beta = random_numbers(index(p.width), 3);
    const Buffer other = random_numbers(index(kCount * outputs), 4);
    Buffer f(index(kCount * outputs));
    kernels_.product({.h = h.data(),
                      .windows = {.step = 3, .row_step = 50, .rows = 2, .inner = kInner},
                      .Omega = Omega.data(),
                      .beta = beta.data(),
                      .other = other.data(),
                      .activation = Activation::kRelu,
                      .f = f.data(),
                      .f_step = outputs,
                      .count = kCount,
                      .panel = p});
    std::vector<double> expected;
    for (int x = 0; x < kCount; ++x) {
      for (int o = 0; o < outputs; ++o) {
        auto sum = static_cast<double>(beta[index(o)] + other[index(x * outputs + o)]);
        for (int k = 0; k < 2 * kInner; ++k) {
          sum += static_cast<double>(h[index(x * 3 + k / kInner * 50 + k % kInner)]) *
                 static_cast<double>(Omega[index(k * p.width + o)]);
        }
        expected.push_back(std::max(sum, 0.0));
      }
    }
    expect_close(f, expected);
  }
}

TEST_P(KernelsTest, DepthwiseEqualsItsDefinition) {
  for (const int channels : {1, 3, 8, 24, 43}) {
    for (const int count : {1, 3, 13}) {
      constexpr int kRows = 2;
      constexpr int kColumns = 4;
      constexpr int kPixelStep = 2;
      const int row = (count * kPixelStep + kColumns) * channels;
      const DepthwiseTaps taps{.rows = kRows,
                               .columns = kColumns,
                               .channels = channels,
                               .row_step = row,
                               .column_step = channels,
                               .Omega_row_step = std::ptrdiff_t{kColumns + 1} * channels,
                               .step = std::ptrdiff_t{kPixelStep} * channels,
                               .count = count};
      const Buffer h = random_numbers(index(kRows * row), 1);
      const Buffer Omega = random_numbers(index(kRows * (kColumns + 1) * channels), 2);
      const Buffer beta = random_numbers(index(channels), 3);
      const Buffer df = random_numbers(index(count * channels), 4);
      Buffer f(df.size());
      kernels_.depthwise({.taps = taps,
                          .h = h.data(),
                          .Omega = Omega.data(),
                          .beta = beta.data(),
                          .other = df.data(),
                          .activation = Activation::kRelu,
                          .f = f.data()});
      Buffer dOmega = random_numbers(Omega.size(), 5);
      Buffer dh = random_numbers(h.size(), 6);
      std::vector<double> sums(f.size());
      std::vector<double> d_weights(dOmega.begin(), dOmega.end());
      std::vector<double> d_pixels(dh.begin(), dh.end());
      for (int x = 0; x < count; ++x) {
        for (int c = 0; c < channels; ++c) {
          const auto at = index(x * channels + c);
          sums[at] = static_cast<double>(beta[index(c)] + df[at]);
          for (int i = 0; i < kRows; ++i) {
            for (int j = 0; j < kColumns; ++j) {
              const auto pixel = index(i * row + (x * kPixelStep + j) * channels + c);
              const auto weight = index((i * (kColumns + 1) + j) * channels + c);
              sums[at] += static_cast<double>(h[pixel]) * static_cast<double>(Omega[weight]);
              d_weights[weight] += static_cast<double>(h[pixel]) * static_cast<double>(df[at]);
              d_pixels[pixel] += static_cast<double>(Omega[weight]) * static_cast<double>(df[at]);
            }
          }
          sums[at] = std::max(sums[at], 0.0);
        }
      }
      expect_close(f, sums);
      kernels_.depthwise_gradient(
          {.taps = taps, .h = h.data(), .df = df.data(), .dOmega = dOmega.data()});
      expect_close(dOmega, d_weights);
      kernels_.depthwise_scatter(
          {.taps = taps, .df = df.data(), .Omega = Omega.data(), .dh = dh.data()});
      expect_close(dh, d_pixels);
    }
  }
}

TEST_P(KernelsTest, OuterProductsAddUp) {
  for (int outputs = 1; outputs <= kernels_.panel; ++outputs) {
    const Panel p = panel(outputs);
    const Buffer h = random_numbers(2 * 100 + kCount * 3 + 50 + kInner, 1);
    const Buffer df = random_numbers(index(2 * kCount * outputs + p.width), 2);
    Buffer dOmega = random_numbers(index(2 * kInner * p.width), 3);
    const Buffer before = dOmega;
    kernels_.outer(
        {.h = h.data(),
         .windows = {.line_step = 100, .step = 3, .row_step = 50, .rows = 2, .inner = kInner},
         .df = df.data(),
         .df_line_step = std::ptrdiff_t{kCount} * outputs,
         .df_step = outputs,
         .lines = 2,
         .count = kCount,
         .dOmega = dOmega.data(),
         .panel = p});
    std::vector<double> expected;
    Buffer found;
    for (int k = 0; k < 2 * kInner; ++k) {
      for (int o = 0; o < outputs; ++o) {
        auto sum = static_cast<double>(before[index(k * p.width + o)]);
        for (int i = 0; i < 2 * kCount; ++i) {
          const int window = i / kCount * 100 + i % kCount * 3;
          sum += static_cast<double>(h[index(window + k / kInner * 50 + k % kInner)]) *
                 static_cast<double>(df[index(i * outputs + o)]);
        }
        expected.push_back(sum);
        found.push_back(dOmega[index(k * p.width + o)]);
      }
    }
    expect_close(found, expected);
  }
}

/// Those that multiply and add at once, AVX2 and AVX-512, also give each other's bits.
TEST_P(KernelsTest, GiveTheNumbersOfTheBaseline) {
  const auto all = available_kernels();
  const Kernels& baseline = *all.front();
  constexpr std::ptrdiff_t kChannels = 43;  // whole vectors and a rest, another one for each set
  constexpr std::ptrdiff_t kStep = 48;
  const Buffer pixels = random_numbers(36 * kChannels, 1);
  const Buffer channel = random_numbers(5 * kStep, 2);
  const auto near = [](std::span<const real> found, std::span<const real> expected) {
    expect_close(found, std::vector<double>(expected.begin(), expected.end()));
  };
  // What one kernel writes with both sets.
  const auto both = [&](std::size_t size, auto run) {
    Buffer expected(size);
    Buffer found(size);
    run(baseline, expected);
    run(kernels_, found);
    near(found, expected);
    if (&kernels_ == &baseline) return;
    for (const Kernels* other : std::span(all).subspan(1)) {
      Buffer same(size);
      run(*other, same);
      EXPECT_EQ(found, same) << kernels_.name << " and " << other->name;
    }
  };
  const PixelTile tile{.first = pixels.data(), .line_step = 6 * kChannels, .step = kChannels};
  both(36 * kStep,
       [&](const Kernels& k, Buffer& V) { k.winograd_input(tile, kChannels, V.data(), kStep); });
  both(36 * kStep, [&](const Kernels& k, Buffer& dM) {
    k.winograd_gradient(tile, kChannels, dM.data(), kStep);
  });
  const Buffer M = random_numbers(36 * kStep, 3);
  for (const bool pool : {false, true}) {
    both(16 * kChannels, [&](const Kernels& k, Buffer& f) {
      k.winograd_output(M.data(), kStep,
                        {.f = f.data(),
                         .line_step = 4 * kChannels,
                         .step = kChannels,
                         .channels = kChannels,
                         .beta = channel.data(),
                         .other = pool ? nullptr : pixels.data(),
                         .activation = Activation::kRelu,
                         .pool = pool});
    });
  }
  both(kChannels,
       [&](const Kernels& k, Buffer& y) { k.pool_lines(pixels.data(), 2, kChannels, y.data()); });
  both(2 * kStep, [&](const Kernels& k, Buffer& m) {
    k.moments(pixels.data(), 36, kChannels, m.data(), m.data() + kStep);
  });
  for (const bool pool : {false, true}) {
    const NormLine line{.f = pixels.data(),
                        .count = 18,
                        .channels = kChannels,
                        .activation = Activation::kRelu,
                        .pool = pool,
                        .mean = channel.data(),
                        .scale = channel.data() + kStep,
                        .shift = channel.data() + 2 * kStep};
    const NormLineBackward back{.forward = line,
                                .dy = M.data(),
                                .mean_gradient = channel.data() + 3 * kStep,
                                .slope = channel.data() + 4 * kStep};
    both(18 * kChannels, [&](const Kernels& k, Buffer& y) { k.norm(line, y.data()); });
    both(2 * kStep,
         [&](const Kernels& k, Buffer& s) { k.norm_sums(back, s.data(), s.data() + kStep); });
    both(72 * kChannels, [&](const Kernels& k, Buffer& d) {
      k.norm_backward(back, d.data(), d.data() + 36 * kChannels);
    });
  }
  const DepthwiseTaps taps{.rows = 2,
                           .columns = 4,
                           .channels = kChannels,
                           .row_step = 18 * kChannels,
                           .column_step = kChannels,
                           .Omega_row_step = 4 * kChannels,
                           .step = kChannels,
                           .count = 13};
  const Buffer weights = random_numbers(8 * kChannels, 4);
  for (const Activation activation : {Activation::kNone, Activation::kHardSwish}) {
    both(13 * kChannels, [&](const Kernels& k, Buffer& f) {
      k.depthwise({.taps = taps,
                   .h = pixels.data(),
                   .Omega = weights.data(),
                   .beta = channel.data(),
                   .activation = activation,
                   .f = f.data()});
    });
  }
  both(8 * kChannels, [&](const Kernels& k, Buffer& dOmega) {
    k.depthwise_gradient(
        {.taps = taps, .h = pixels.data(), .df = M.data(), .dOmega = dOmega.data()});
  });
  both(36 * kChannels, [&](const Kernels& k, Buffer& dh) {
    k.depthwise_scatter({.taps = taps, .df = M.data(), .Omega = weights.data(), .dh = dh.data()});
  });
}

INSTANTIATE_TEST_SUITE_P(Sets, KernelsTest, testing::ValuesIn(available_kernels()),
                         [](const auto& test) { return test.param->name; });

}  // namespace
}  // namespace backbeat::nn
