// Pooling against its definition, and what happens on ties, NaN and edges.

#include <limits>

#include <fmt/format.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr real kNan = std::numeric_limits<real>::quiet_NaN();

struct PoolCase {
  Shape input{.channels = 2, .height = 7, .width = 8};
  Extent kernel, stride;
  Padding pad;
};

/// Visits each window by its definition: visit(output position, positions of the pixels it covers).
template <typename Visit>
void for_each_window(const PoolCase& c, const BothPasses& run, int batch, Visit visit) {
  std::size_t at = 0;
  for (int plane = 0; plane < batch * c.input.channels; ++plane) {
    for (int row = 0; row < run.output.height; ++row) {
      for (int column = 0; column < run.output.width; ++column, ++at) {
        std::vector<std::size_t> pixels;
        for (int i = 0; i < c.kernel.height; ++i) {
          for (int j = 0; j < c.kernel.width; ++j) {
            const int h = row * c.stride.height - c.pad.before.height + i;
            const int w = column * c.stride.width - c.pad.before.width + j;
            if (h < 0 || h >= c.input.height || w < 0 || w >= c.input.width) continue;
            pixels.push_back(index((plane * c.input.height + h) * c.input.width + w));
          }
        }
        visit(at, pixels);
      }
    }
  }
}

std::string text_of(const char* kind, const PoolCase& c) {
  return fmt::format("input {} {} {}\n f {} {}x{} stride {}x{} pad {}", c.input.channels,
                     c.input.height, c.input.width, kind, c.kernel.height, c.kernel.width,
                     c.stride.height, c.stride.width, to_string(c.pad));
}

std::vector<PoolCase> grid() {
  std::vector<PoolCase> cases;
  for (const Extent kernel : {Extent{2, 2}, Extent{3, 3}, Extent{2, 4}}) {
    for (const Extent stride : {Extent{1, 1}, Extent{2, 2}, Extent{3, 1}}) {
      for (const Padding& pad : {Padding{}, on_each_side({1, 1}), Padding{{0, 1}, {1, 0}}}) {
        cases.push_back({.kernel = kernel, .stride = stride, .pad = pad});
      }
    }
  }
  return cases;
}

TEST(MaxPool, EqualsItsDefinition) {
  for (const PoolCase& c : grid()) {
    SCOPED_TRACE(text_of("max_pool", c));
    const BothPasses run = run_both(text_of("max_pool", c), 3);
    std::vector<double> y(run.y.size());
    std::vector<double> dx(run.x.size());
    for_each_window(c, run, 3, [&](std::size_t at, const std::vector<std::size_t>& pixels) {
      const std::size_t best = *std::max_element(
          pixels.begin(), pixels.end(), [&](auto a, auto b) { return run.x[a] < run.x[b]; });
      y[at] = static_cast<double>(run.x[best]);
      dx[best] += static_cast<double>(run.dy[at]);
    });
    expect_close(run.y, y);
    expect_close(run.dx, dx);
  }
}

TEST(AvgPool, EqualsItsDefinitionWithPaddingAsZeros) {
  for (const PoolCase& c : grid()) {
    SCOPED_TRACE(text_of("avg_pool", c));
    const BothPasses run = run_both(text_of("avg_pool", c), 3);
    const double area = c.kernel.height * c.kernel.width;
    std::vector<double> y(run.y.size());
    std::vector<double> dx(run.x.size());
    for_each_window(c, run, 3, [&](std::size_t at, const std::vector<std::size_t>& pixels) {
      for (const std::size_t pixel : pixels) {
        y[at] += static_cast<double>(run.x[pixel]) / area;
        dx[pixel] += static_cast<double>(run.dy[at]) / area;
      }
    });
    expect_close(run.y, y);
    expect_close(run.dx, dx);
  }
}

TEST(Pool, StridesByItsKernelUnlessToldOtherwise) {
  EXPECT_EQ(Network::parse("input 1 9 9\n f max_pool 3x2").output_shape(),
            (Shape{.channels = 1, .height = 3, .width = 4}));
}

TEST(MaxPool, GivesATieToTheFirstInRowMajorOrder) {
  const BothPasses run =
      run_both("input 1 2 2\n f max_pool 2x2", 1, Mode::kTrain, Buffer{1, 5, 5, 5});
  expect_same_bits(run.y, Buffer{5});
  expect_same_bits(run.dx, Buffer{0, run.dy[0], 0, 0});
}

TEST(MaxPool, PaddingNeverWins) {
  const BothPasses run = run_both("input 1 2 2\n f max_pool 2x2 stride 2 pad 1", 1, Mode::kTrain,
                                  Buffer{-1, -2, -3, -4});
  expect_same_bits(run.y, Buffer{-1, -2, -3, -4});
}

TEST(MaxPool, PassesNanOnWhereverItStands) {
  for (std::size_t place = 0; place < 4; ++place) {
    Buffer x{1, 2, 3, 4};
    x[place] = kNan;
    EXPECT_TRUE(std::isnan(run_forward("input 1 2 2\n f max_pool 2x2", x, 1)[0])) << place;
    EXPECT_TRUE(std::isnan(run_forward("input 1 2 2\n f global_max_pool", x, 1)[0])) << place;
  }
}

TEST(GlobalPool, EqualsItsDefinition) {
  const BothPasses max = run_both("input 3 4 5\n f global_max_pool", 2);
  const BothPasses avg = run_both("input 3 4 5\n f global_avg_pool", 2);
  constexpr std::size_t kPlane = 20;
  std::vector<double> max_y(6), max_dx(120), avg_y(6), avg_dx(120);
  for (std::size_t p = 0; p < 6; ++p) {
    const auto plane = std::span(max.x).subspan(p * kPlane, kPlane);
    const auto best = std::max_element(plane.begin(), plane.end());
    max_y[p] = static_cast<double>(*best);
    max_dx[p * kPlane + static_cast<std::size_t>(best - plane.begin())] =
        static_cast<double>(max.dy[p]);
    for (std::size_t i = 0; i < kPlane; ++i) {
      avg_y[p] += static_cast<double>(plane[i]) / kPlane;
      avg_dx[p * kPlane + i] = static_cast<double>(avg.dy[p]) / kPlane;
    }
  }
  expect_close(max.y, max_y);
  expect_close(max.dx, max_dx);
  expect_close(avg.y, avg_y);
  expect_close(avg.dx, avg_dx);
}

TEST(GlobalMaxPool, GivesATieToTheFirst) {
  const BothPasses run =
      run_both("input 1 1 3\n f global_max_pool", 1, Mode::kTrain, Buffer{2, 7, 7});
  expect_same_bits(run.dx, Buffer{0, run.dy[0], 0});
}

}  // namespace
}  // namespace backbeat::nn
