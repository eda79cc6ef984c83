#include "nn/metrics/mean.h"

#include <cmath>

#include <gmock/gmock.h>

namespace backbeat::nn {
namespace {

TEST(VectorMean, IsTakenNumberByNumber) {
  VectorMean mean;
  EXPECT_TRUE(mean.value().empty());
  mean.add(std::vector<real>{1, 2});
  EXPECT_THAT(mean.value(), testing::ElementsAre(1, 2));
  mean.add(std::vector<real>{2, 6});
  EXPECT_THAT(mean.value(), testing::ElementsAre(1.5, 4));
}

TEST(Mean, AndStandardDeviationOfASample) {
  const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(mean(values), 5.0);
  EXPECT_DOUBLE_EQ(*standard_deviation(values), std::sqrt(32.0 / 7.0));
}

TEST(Mean, OneNumberHasNoStandardDeviation) {
  EXPECT_FALSE(standard_deviation(std::vector{3.0}).has_value());
}

}  // namespace
}  // namespace backbeat::nn
