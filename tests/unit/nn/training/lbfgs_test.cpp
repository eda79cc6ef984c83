// L-BFGS: where a convex function is least.

#include "nn/training/lbfgs.h"

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace backbeat::nn {
namespace {

/// 1/2 sum_i c_i (x_i - i)^2, curvatures c from 1 to 1000, and how often it was asked.
struct Valley {
  int asked = 0;

  static double curvature(std::size_t i) {
    return std::pow(10.0, 3.0 * static_cast<double>(i) / 19.0);
  }
  double operator()(std::span<const real> x, std::span<real> d_x) {
    ++asked;
    double loss = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double off = static_cast<double>(x[i]) - static_cast<double>(i);
      loss += 0.5 * curvature(i) * off * off;
      d_x[i] += static_cast<real>(curvature(i) * off);
    }
    return loss;
  }
};

TEST(Lbfgs, FindsTheBottomOfALongValleyInFewSteps) {
  Valley valley;
  std::vector<real> x(20, 3.0F);
  EXPECT_LT(minimise(std::ref(valley), x, {.tolerance = 1e-12}), 1e-6);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(x[i], static_cast<double>(i), 1e-3) << i;
  EXPECT_LT(valley.asked, 300) << "gradient descent needs thousands";
}

TEST(Lbfgs, StaysWhereNothingIsToGain) {
  Valley valley;
  std::vector<real> x(20);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<real>(i);
  const std::vector<real> before = x;
  EXPECT_EQ(minimise(std::ref(valley), x), 0.0);
  EXPECT_EQ(x, before);
  EXPECT_EQ(valley.asked, 1);
}

TEST(Lbfgs, TakesNoMoreStepsThanItMay) {
  Valley valley;
  std::vector<real> x(20);
  minimise(std::ref(valley), x, {.max_steps = 2});
  EXPECT_GT(minimise(std::ref(valley), x, {.max_steps = 0}), 1.0);
}

TEST(Lbfgs, StepsBackFromWhereThereIsNoNumber) {
  // x - log x: none below 0, and least at 1.
  const Objective barrier = [](std::span<const real> x, std::span<real> d_x) {
    const double at = x[0];
    d_x[0] = static_cast<real>(1.0 - 1.0 / at);
    return at > 0.0 ? at - std::log(at) : std::numeric_limits<double>::quiet_NaN();
  };
  std::array<real, 1> x{30.0F};
  EXPECT_NEAR(minimise(barrier, x), 1.0, 1e-6);
  EXPECT_NEAR(x[0], 1.0, 1e-3);
  x = {-1.0F};
  EXPECT_THROW(minimise(barrier, x), std::runtime_error);
}

}  // namespace
}  // namespace backbeat::nn
