// Losses and their gradients beside PyTorch's.

#include "nn/training/loss.h"
#include "tests/golden/nn/golden.h"

namespace backbeat::nn {
namespace {

constexpr double kTolerance = 1e-5;

const GoldenFile& golden() {
  static const GoldenFile file("losses");
  return file;
}

/// The loss that case `name` is about; writes its gradient into `d_f`.
double loss_of(const std::string& name, std::span<real> d_f) {
  const std::span<const float> f = golden().array(name + "/f");
  if (golden().options(name).at("loss") == "mse") {
    return mean_squared_error(f, golden().array(name + "/soft"), d_f);
  }
  CrossEntropy loss{.label_smoothing = golden().options(name).at("label_smoothing").get<double>()};
  if (golden().has(name + "/weights")) loss.class_weights = golden().array(name + "/weights");
  if (golden().has(name + "/labels")) {
    const std::span<const float> numbers = golden().array(name + "/labels");
    return loss(f, std::vector<int>(numbers.begin(), numbers.end()), d_f);
  }
  constexpr int kClasses = 5;
  return loss(f, golden().array(name + "/soft"), kClasses, d_f);
}

class LossesGolden : public GoldenTest {};

TEST_P(LossesGolden, EqualPyTorch) {
  const std::string& name = GetParam();
  Buffer d_f(golden().array(name + "/f").size());
  const std::vector<real> value{static_cast<real>(loss_of(name, d_f))};
  expect_close(name + "/value", value, golden().array(name + "/value"), kTolerance);
  expect_close(name + "/d_f", d_f, golden().array(name + "/d_f"), kTolerance);
}

INSTANTIATE_TEST_SUITE_P(All, LossesGolden, testing::ValuesIn(golden().cases()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace backbeat::nn
