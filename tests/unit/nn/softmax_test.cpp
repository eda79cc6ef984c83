#include "nn/softmax.h"

#include <numeric>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Softmax, EqualsItsDefinitionRowByRow) {
  const Buffer f = random_numbers(15, 1);
  Buffer p(15);
  softmax(f, 5, p);
  std::vector<double> expected(15);
  for (std::size_t row = 0; row < 15; row += 5) {
    double sum = 0.0;
    for (std::size_t k = 0; k < 5; ++k) sum += std::exp(static_cast<double>(f[row + k]));
    for (std::size_t k = 0; k < 5; ++k) {
      expected[row + k] = std::exp(static_cast<double>(f[row + k])) / sum;
    }
  }
  expect_close(p, expected);
}

TEST(Softmax, IsAUniformDistributionOfEqualLogits) {
  Buffer p(4);
  softmax(Buffer{7, 7, 7, 7}, 4, p);
  expect_same_bits(p, Buffer{0.25F, 0.25F, 0.25F, 0.25F});
}

TEST(Softmax, DividesByTheTemperatureFirst) {
  const Buffer f = random_numbers(15, 1);
  Buffer divided = f;
  for (real& value : divided) value /= 4;
  Buffer p(15);
  Buffer expected(15);
  softmax(f, 5, p, 4);
  softmax(divided, 5, expected);
  expect_same_bits(p, expected);
}

TEST(Softmax, DoesNotOverflow) {
  Buffer p(3);
  softmax(Buffer{3e38F, -3e38F, 3e38F}, 3, p);
  expect_same_bits(p, Buffer{0.5F, 0.0F, 0.5F});
}

TEST(Softmax, MayWriteOverItsInput) {
  Buffer f = random_numbers(12, 3);
  Buffer p(12);
  softmax(f, 4, p);
  softmax(f, 4, f);
  expect_same_bits(f, p);
}

}  // namespace
}  // namespace backbeat::nn
