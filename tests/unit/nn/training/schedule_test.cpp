// Learning rates over time, against literal values.

#include "nn/training/schedule.h"

#include <gtest/gtest.h>

namespace backbeat::nn {
namespace {

TEST(Schedule, ConstantStays) {
  const Schedule schedule{.base = 0.3};
  EXPECT_DOUBLE_EQ(schedule.rate(0.0, 0.1), 0.3);
  EXPECT_DOUBLE_EQ(schedule.rate(1e6, 0.1), 0.3);
}

TEST(Schedule, StepMultipliesEverySoManyEpochs) {
  const Schedule schedule{
      .kind = Schedule::Kind::kStep, .base = 0.8, .step_epochs = 10.0, .gamma = 0.5};
  EXPECT_DOUBLE_EQ(schedule.rate(0.0, 0.1), 0.8);
  EXPECT_DOUBLE_EQ(schedule.rate(9.9, 0.1), 0.8);
  EXPECT_DOUBLE_EQ(schedule.rate(10.0, 0.1), 0.4);
  EXPECT_DOUBLE_EQ(schedule.rate(35.0, 0.1), 0.1);
}

TEST(Schedule, StepTakesAWholeEpochForWholeInSpiteOfRounding) {
  double t = 0.0;
  for (int step = 0; step < 100; ++step) t += 0.1;  // a little less than 10
  ASSERT_LT(t, 10.0);
  const Schedule schedule{
      .kind = Schedule::Kind::kStep, .base = 1.0, .step_epochs = 10.0, .gamma = 0.5};
  EXPECT_DOUBLE_EQ(schedule.rate(t, 0.1), 0.5);
}

TEST(Schedule, CosineFallsToZeroAtTheEndAndStaysThere) {
  const Schedule schedule{.kind = Schedule::Kind::kCosine, .base = 0.4, .epochs = 30.0};
  EXPECT_DOUBLE_EQ(schedule.rate(0.0, 0.1), 0.4);
  EXPECT_NEAR(schedule.rate(10.0, 0.1), 0.3, 1e-15);
  EXPECT_NEAR(schedule.rate(15.0, 0.1), 0.2, 1e-15);
  EXPECT_NEAR(schedule.rate(20.0, 0.1), 0.1, 1e-15);
  EXPECT_NEAR(schedule.rate(30.0, 0.1), 0.0, 1e-15);
  EXPECT_NEAR(schedule.rate(31.0, 0.1), 0.0, 1e-15);
}

TEST(Schedule, WarmUpRisesStepByStepToTheBase) {
  const Schedule schedule{.base = 1.0, .warmup_epochs = 2.0};
  EXPECT_DOUBLE_EQ(schedule.rate(0.0, 0.25), 0.125) << "the first step is not lost at rate 0";
  EXPECT_DOUBLE_EQ(schedule.rate(1.0, 0.25), 0.625);
  EXPECT_DOUBLE_EQ(schedule.rate(1.75, 0.25), 1.0);
  EXPECT_DOUBLE_EQ(schedule.rate(2.0, 0.25), 1.0);
}

TEST(Schedule, ClockOfTheScheduleStartsAfterWarmUp) {
  const Schedule cosine{
      .kind = Schedule::Kind::kCosine, .base = 1.0, .epochs = 12.0, .warmup_epochs = 2.0};
  EXPECT_DOUBLE_EQ(cosine.rate(2.0, 0.1), 1.0);
  EXPECT_NEAR(cosine.rate(7.0, 0.1), 0.5, 1e-15);
  EXPECT_NEAR(cosine.rate(12.0, 0.1), 0.0, 1e-15);
  const Schedule step{.kind = Schedule::Kind::kStep,
                      .base = 1.0,
                      .step_epochs = 5.0,
                      .gamma = 0.5,
                      .warmup_epochs = 2.0};
  EXPECT_DOUBLE_EQ(step.rate(6.9, 0.1), 1.0);
  EXPECT_DOUBLE_EQ(step.rate(7.0, 0.1), 0.5);
}

}  // namespace
}  // namespace backbeat::nn
