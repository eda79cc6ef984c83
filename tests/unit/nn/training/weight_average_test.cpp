#include "nn/training/weight_average.h"

#include <gmock/gmock.h>

namespace backbeat::nn {
namespace {

using ::testing::ElementsAre;

Parameters of(real phi, real state) {
  Parameters parameters{.phi = Buffer(1), .state = Buffer(1)};
  parameters.phi[0] = phi;
  parameters.state[0] = state;
  return parameters;
}

TEST(WeightAverage, MovesByItsShareOnceItIsWarm) {
  WeightAverage average(0.5, of(0, 100));
  average.update(of(8, 200), 1000);
  EXPECT_THAT(average.parameters().phi, ElementsAre(4));
  EXPECT_THAT(average.parameters().state, ElementsAre(150));
  average.update(of(8, 200), 1001);
  EXPECT_THAT(average.parameters().phi, ElementsAre(6));
}

TEST(WeightAverage, ForgetsTheInitialWeightsQuickly) {
  WeightAverage average(0.999, of(1000, 0));
  for (int step = 1; step <= 100; ++step) average.update(of(1, 0), step);
  // What is left of it: 999 times the product of (1 + t) / (10 + t), which is 2e-12.
  EXPECT_NEAR(average.parameters().phi[0], 1.0, 1e-4);
}

TEST(WeightAverage, OfConstantWeightsIsTheseWeights) {
  WeightAverage average(0.9, of(3, -2));
  for (int step = 1; step <= 50; ++step) average.update(of(3, -2), step);
  EXPECT_THAT(average.parameters().phi, ElementsAre(3));
  EXPECT_THAT(average.parameters().state, ElementsAre(-2));
}

}  // namespace
}  // namespace backbeat::nn
