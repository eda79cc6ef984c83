// A head on a body: what it reads, what is frozen, and what is left out.

#include "apps/training/head.h"

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

nn::Network body(const std::string& text) {
  return nn::Network::parse(text, "body.net");
}

const std::string kTwoMaps =
    "input 1 8 8\na conv 2 3x3 output\nb relu\nc conv 3 3x3 output\ng global_avg_pool\nt linear 5\n";

TEST(Head, ReadsTheMaximaAndMeansOfTheMapsThatAreMarked) {
  const nn::Network network = with_head(body(kTwoMaps), HeadKind::kLinear, 4);
  EXPECT_EQ(network.text(),
            "input 1 8 8\n"
            "a conv 2 3x3 frozen\n"
            "b relu frozen\n"
            "c conv 3 3x3 frozen\n"
            "head.a.max global_max_pool from a\n"
            "head.a.mean global_avg_pool from a\n"
            "head.c.max global_max_pool from c\n"
            "head.c.mean global_avg_pool from c\n"
            "head.all concat from head.a.max head.a.mean head.c.max head.c.mean\n"
            "head.norm batch_norm\n"
            "head.classes linear 4\n");
}

TEST(Head, ReadsWhatTheLastLayerReadsWhereNothingIsMarked) {
  const nn::Network network = with_head(
      body("input 1 8 8\na conv 2 3x3\ng global_avg_pool\nt linear 5\n"), HeadKind::kLinear, 2);
  EXPECT_THAT(network.text(), EndsWith("g global_avg_pool frozen\nhead.norm batch_norm\n"
                                       "head.classes linear 2\n"));
}

TEST(Head, ReadsTheLastNodeWhereThatIsMarked) {
  const nn::Network network = with_head(
      body("input 1 8 8\ng global_avg_pool output\nt linear 5 output\n"), HeadKind::kLinear, 2);
  EXPECT_THAT(network.text(), HasSubstr("head.all concat from g t\n"));
}

TEST(Head, MayHaveAHiddenLayer) {
  const nn::Network network = with_head(body(kTwoMaps), HeadKind::kHidden, 4);
  EXPECT_THAT(network.text(),
              EndsWith("head.hidden linear 256\nhead.hidden_norm batch_norm\nhead.relu relu\n"
                       "head.dropout dropout 0.5\nhead.classes linear 4\n"));
}

TEST(Head, LearnsAlone) {
  const nn::Network network = with_head(body(kTwoMaps), HeadKind::kLinear, 4);
  for (const nn::TensorSlice& slice : network.parameters()) {
    EXPECT_EQ(slice.spec.frozen, !slice.name.starts_with("head.")) << slice.name;
  }
}

TEST(Head, CutInTwoHasTheSameNodes) {
  const nn::Network whole = with_head(body(kTwoMaps), HeadKind::kHidden, 4);
  const nn::Network trunk = trunk_of(body(kTwoMaps));
  const nn::Network head = head_alone(whole);
  EXPECT_EQ(head.input_shape().height, 10);
  EXPECT_EQ(trunk.output_shape().channels, 10) << "maximum and mean of 2 and 3 channels";
  for (const nn::TensorSlice& slice : whole.parameters()) {
    const bool in_trunk =
        std::ranges::count(trunk.parameters(), slice.name, &nn::TensorSlice::name) == 1;
    const bool in_head =
        std::ranges::count(head.parameters(), slice.name, &nn::TensorSlice::name) == 1;
    EXPECT_NE(in_trunk, in_head) << slice.name;
    EXPECT_EQ(in_trunk, slice.spec.frozen) << slice.name;
  }
}

TEST(Head, DoesNotMeetANodeOfTheBody) {
  EXPECT_THROW(
      with_head(body("input 1 8 8\nhead.norm global_avg_pool\nt linear 5\n"), HeadKind::kLinear, 2),
      std::runtime_error);
}

}  // namespace
}  // namespace backbeat::apps
