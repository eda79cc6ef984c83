// All of d(output)/d(input) at once: with dL/df = e_k, backward gives row k of the Jacobian.

#include <algorithm>
#include <cstdlib>

#include "nn/graph/workspace.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

/// (outputs x inputs), row-major, for one example.
using Jacobian = std::vector<double>;

class Function {
 public:
  explicit Function(const std::string& text)
      : network_(Network::parse(text)),
        parameters_(random_parameters(network_, 1)),
        workspace_(network_, {.max_batch = 1, .backward = true, .input_gradient = true}) {}

  const Network& network() const { return network_; }
  const Parameters& parameters() const { return parameters_; }
  std::size_t inputs() const { return network_.input_shape().size(); }
  std::size_t outputs() const { return network_.output_shape().size(); }

  Buffer operator()(const Buffer& x) {
    const auto f = network_.forward(parameters_, workspace_, x, 1, Mode::kTrain, kRandomKey);
    return {f.begin(), f.end()};
  }

  Jacobian by_backward(const Buffer& x) {
    (*this)(x);
    Jacobian rows;
    Buffer d_phi(network_.phi_size());
    for (std::size_t k = 0; k < outputs(); ++k) {
      const auto df = workspace_.output_gradient();
      std::fill(df.begin(), df.end(), 0.0);
      df[k] = 1.0;
      network_.backward(parameters_, workspace_, d_phi);
      const auto dx = workspace_.input_gradient();
      rows.insert(rows.end(), dx.begin(), dx.end());
    }
    return rows;
  }

  Jacobian by_differences(Buffer x) {
    constexpr double kStep = 1e-5;
    Jacobian rows(outputs() * inputs());
    for (std::size_t j = 0; j < inputs(); ++j) {
      const real kept = x[j];
      x[j] = kept + kStep;
      const Buffer above = (*this)(x);
      x[j] = kept - kStep;
      const Buffer below = (*this)(x);
      x[j] = kept;
      for (std::size_t k = 0; k < outputs(); ++k) {
        rows[k * inputs() + j] = (above[k] - below[k]) / (2 * kStep);
      }
    }
    return rows;
  }

 private:
  static constexpr std::uint64_t kRandomKey = 5;

  Network network_;
  Parameters parameters_;
  Workspace workspace_;
};

class FullJacobian : public testing::TestWithParam<std::string> {};

TEST_P(FullJacobian, EqualsDifferenceQuotients) {
  Function function(GetParam());
  const Buffer x = random_numbers(function.inputs(), 2);
  const Jacobian found = function.by_backward(x);
  const Jacobian expected = function.by_differences(x);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], kTolerance * std::max(1.0, std::abs(expected[i])))
        << "d f[" << i / function.inputs() << "] / d h[" << i % function.inputs() << "]";
  }
}

INSTANTIATE_TEST_SUITE_P(
    SmallCases, FullJacobian,
    testing::Values(
        "input 4 1 1\n f linear 3", "input 2 4 4\n f conv 2 3x3 pad 1",
        "input 2 5 4\n f conv 4 3x2 stride 2x1 dilation 1x2 groups 2", "input 2 3 3\n f relu",
        "input 2 5 5\n f max_pool 3x3 stride 2", "input 2 5 5\n f avg_pool 3x3 stride 2 pad 1",
        "input 2 3 4\n f global_max_pool", "input 2 3 4\n f global_avg_pool",
        "input 2 3 4\n f batch_norm", "input 3 3 3\n f dropout 0.4", "input 2 3 2\n f flatten",
        "input 2 2 3\n a relu\n f add from a input a",
        "input 2 2 3\n a relu\n f concat from input a input",
        "input 2 5 5\n a conv 2 3x3 pad 1\n b batch_norm\n c add from b input\n d relu\n"
        "e max_pool 2x2\n g flatten\n h linear 3"));

TEST(Jacobian, OfALinearLayerIsItsWeightMatrix) {
  Function function("input 4 1 1\n f linear 3");
  const Jacobian rows = function.by_backward(random_numbers(4, 2));
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i], function.parameters().phi[i]);
}

}  // namespace
}  // namespace backbeat::nn
