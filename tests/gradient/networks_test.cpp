// Whole networks: chains, branches that join, nodes that feed several others.

#include "nn/training/loss.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

LossFunction cross_entropy(const std::vector<int>& labels) {
  return [labels](std::span<const real> f, std::span<real> df) {
    return CrossEntropy{.label_smoothing = 0.1}(f, labels, df);
  };
}

TEST(NetworkGradient, OfAMultilayerPerceptron) {
  expect_right_gradients("input 6 1 1\n a linear 8\n b relu\n c linear 8\n d relu\n e linear 3", 5,
                         Mode::kTrain, cross_entropy({0, 1, 2, 1, 0}));
}

TEST(NetworkGradient, OfAConvolutionalChain) {
  expect_right_gradients(
      "input 1 12 12\n c1 conv 3 3x3 pad 1 no_bias\n n1 batch_norm\n r1 relu\n p1 max_pool 2x2\n"
      "c2 conv 4 3x3 pad 1\n n2 batch_norm\n r2 relu\n g global_max_pool\n f linear 5\n r3 relu\n"
      "d dropout 0.3\n out linear 3",
      3, Mode::kTrain, cross_entropy({2, 0, 1}));
}

constexpr const char* kResidual =
    "input 1 8 8\n s conv 3 3x3 pad 1\n sn batch_norm\n s0 relu\n"
    "c1 conv 3 3x3 pad 1 no_bias\n n1 batch_norm\n r1 relu\n c2 conv 3 3x3 pad 1 no_bias\n"
    "n2 batch_norm\n j1 add from n2 s0\n s1 relu\n"
    "d1 conv 4 3x3 stride 2 pad 1\n k conv 4 1x1 stride 2 from s1\n j2 add from d1 k\n s2 relu\n"
    "m global_avg_pool\n x global_max_pool from s2\n both concat from m x\n out linear 3";

TEST(NetworkGradient, OfResidualBlocksAndAConcat) {
  expect_right_gradients(kResidual, 3, Mode::kTrain, cross_entropy({1, 2, 0}));
}

TEST(NetworkGradient, OfResidualBlocksInEvaluation) {
  expect_right_gradients(kResidual, 2, Mode::kEvaluate, cross_entropy({1, 2}));
}

TEST(NetworkGradient, SumsOverThreeUsersOfOneNode) {
  expect_right_gradients(
      "input 2 4 4\n a conv 3 3x3 pad 1\n b relu from a\n c conv 3 1x1 from a\n d avg_pool 1x1 "
      "from a\n"
      "s add from b c d\n t concat from s a\n out global_avg_pool",
      2);
}

}  // namespace
}  // namespace backbeat::nn
