// Labels as losses read them.

#include "datasets/batches/label_targets.h"

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

TEST(ClassWeights, OfExponentOneLetEveryClassWeighTheSameInTheSum) {
  const std::vector<int> labels{0, 1, 1, 2, 2, 2, 2, 1};
  const std::vector<float> weights = class_weights(labels, 3, 1.0);
  EXPECT_THAT(weights, ElementsAre(FloatEq(8.0F / 3), FloatEq(8.0F / 9), FloatEq(8.0F / 12)));
}

TEST(ClassWeights, OfAnExponentBetweenAreAPowerOfTheSize) {
  const std::vector<int> labels{0, 1, 1, 1, 1};
  const std::vector<float> weights = class_weights(labels, 2, 0.5);
  EXPECT_FLOAT_EQ(weights[0] / weights[1], 2.0F);
  EXPECT_THAT(class_weights(labels, 2, 0.0), ElementsAre(1.0F, 1.0F));
}

TEST(ClassWeights, ClipsWithoutALabelDoNotCount) {
  EXPECT_EQ(class_weights(std::vector{0, -1, 1, -1, 1}, 2, 1.0),
            class_weights(std::vector{0, 1, 1}, 2, 1.0));
}

TEST(ClipTargets, AreOneAtTheLabelAndZeroWithoutOne) {
  EXPECT_THAT(clip_targets(std::vector{2, -1, 0}, {}, 3), ElementsAre(0, 0, 1, 0, 0, 0, 1, 0, 0));
}

TEST(ClipTargets, WeighEachClip) {
  EXPECT_THAT(clip_targets(std::vector{1, 0}, std::vector{0.25F, 9.0F}, 2),
              ElementsAre(0.0F, 0.25F, 9.0F, 0.0F));
}

TEST(DenseTargets, AreThoseOfTheBatchsClips) {
  const Batch batch{.labels = {1, 0}, .clips = {2, 0}};
  EXPECT_THAT(dense_targets(batch, std::vector{0.5F, 0.0F, 9.0F, 0.0F, 0.3F, 0.7F}, 2),
              ElementsAre(0.3F, 0.7F, 0.5F, 0.0F));
}

TEST(DenseTargets, OfMixedClipsAreSharedByLambda) {
  const Batch batch{.labels = {0, 1},
                    .clips = {0, 1},
                    .partners = {1, 2},
                    .partner_labels = {1, 1},
                    .lambdas = {0.75F, 0.25F}};
  const std::vector<float> targets{2.0F, 0.0F, 0.0F, 4.0F, 0.0F, 8.0F};
  EXPECT_THAT(dense_targets(batch, targets, 2), ElementsAre(1.5F, 1.0F, 0.0F, 7.0F));
}

TEST(LabelWeights, AreZeroWhereThereIsNoLabel) {
  EXPECT_THAT(label_weights({.labels = {-1, 0}, .clips = {0, 1}}), ElementsAre(0.0F, 1.0F));
}

}  // namespace
}  // namespace backbeat::datasets
