// A head on a body: what it reads, what is frozen, and what is left out.

#include "apps/training/head.h"

#include <algorithm>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/errors.h"
#include "nn/graph/heads.h"
#include "nn/graph/inference.h"

namespace backbeat::apps {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

nn::Network body(const std::string& text) {
  return nn::Network::parse(text, "body.net");
}

const std::string kTwoMaps =
    "input 1 8 8\na conv 2 3x3 output\nb relu\nc conv 3 3x3 output\ng global_avg_pool\nt linear 5\n";

TEST(Head, ReadsTheMaximaAndMeansOfTheMapsThatAreMarked) {
  const nn::Network network = with_head(body(kTwoMaps), Head(), 4);
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
            "head.norm batch_norm epsilon 1e-12 frozen\n"
            "head.classes linear 4\n");
}

TEST(Head, ReadsWhatTheLastLayerReadsWhereNothingIsMarked) {
  const nn::Network network =
      with_head(body("input 1 8 8\na conv 2 3x3\ng global_avg_pool\nt linear 5\n"), Head(), 2);
  EXPECT_THAT(network.text(),
              EndsWith("g global_avg_pool frozen\nhead.norm batch_norm epsilon 1e-12 frozen\n"
                       "head.classes linear 2\n"));
}

TEST(Head, ReadsTheLastNodeWhereThatIsMarked) {
  const nn::Network network =
      with_head(body("input 1 8 8\ng global_avg_pool output\nt linear 5 output\n"), Head(), 2);
  EXPECT_THAT(network.text(), HasSubstr("head.all concat from g t\n"));
}

TEST(Head, MayHaveAHiddenLayer) {
  const nn::Network network = with_head(body(kTwoMaps), Head{.hidden = 256}, 4);
  EXPECT_THAT(network.text(),
              EndsWith("head.hidden linear 256\nhead.hidden_norm batch_norm\nhead.relu relu\n"
                       "head.dropout dropout 0.5\nhead.classes linear 4\n"));
}

TEST(Head, LearnsAlone) {
  const nn::Network network = with_head(body(kTwoMaps), Head(), 4);
  for (const nn::TensorSlice& slice : network.parameters()) {
    EXPECT_EQ(slice.spec.frozen, !slice.name.starts_with("head.classes")) << slice.name;
  }
}

TEST(Head, CutInTwoHasTheSameNodes) {
  const nn::Network whole = with_head(body(kTwoMaps), Head{.hidden = 256}, 4);
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
    EXPECT_EQ(in_head, slice.name.starts_with("head.")) << slice.name;
  }
}

TEST(Head, LetsABodyLearnAfterANode) {
  const nn::Network network = with_head(body(kTwoMaps), Head(), 4);
  EXPECT_TRUE(has_frozen_body(network));
  const nn::Network thawed = thaw(network, "b");
  EXPECT_FALSE(has_frozen_body(thawed));
  EXPECT_THAT(thawed.text(), testing::StartsWith("input 1 8 8\na conv 2 3x3 frozen\n"
                                                 "b relu frozen\nc conv 3 3x3\n"));
  EXPECT_THAT(thawed.text(), HasSubstr("head.norm batch_norm epsilon 1e-12 frozen\n"));
  EXPECT_THAT(thaw(network, "").text(), HasSubstr("a conv 2 3x3\nb relu\nc conv 3 3x3\n"));
  EXPECT_THAT(
      [&] { thaw(network, "head.norm"); },
      testing::ThrowsMessage<nn::ShapeError>(HasSubstr("--freeze-until: found 'head.norm'")));
}

TEST(Head, HasItsParametersBehindThoseOfTheBody) {
  const nn::Network network = with_head(body(kTwoMaps), Head(), 4);
  for (const nn::TensorSlice& slice : network.parameters()) {
    EXPECT_EQ(slice.name.starts_with("head."), slice.offset >= head_offset(network)) << slice.name;
  }
  EXPECT_EQ(head_offset(body(kTwoMaps)), 0U);
}

TEST(Head, StandardisesWhatItReads) {
  const nn::Network network = head_alone(
      with_head(body("input 1 8 8\ng global_avg_pool output\nt linear 2 output\n"), Head(), 3));
  nn::Parameters parameters = network.initialise(1);
  datasets::Normalizer numbers;
  numbers.mean = {2.0F, -1.0F, 0.0F};
  numbers.std = {0.5F, 1e-4F, 4.0F};
  standardise(numbers, network, parameters);
  const std::size_t classes = network.nodes().size() - 1;
  ASSERT_EQ(network.nodes()[classes - 1].text.name, "head.norm");
  const nn::Network norm = nn::with_hidden_output(network);
  nn::Inference inference(norm, parameters, 1);
  inference(std::vector<float>{3.0F, -1.0002F, 4.0F}, 1);
  EXPECT_THAT(inference.output(0), testing::ElementsAre(testing::FloatNear(2.0F, 1e-4F),
                                                        testing::FloatNear(-2.0F, 1e-2F),
                                                        testing::FloatNear(1.0F, 1e-4F)));
}

TEST(Head, DoesNotMeetANodeOfTheBody) {
  EXPECT_THROW(with_head(body("input 1 8 8\nhead.norm global_avg_pool\nt linear 5\n"), Head(), 2),
               std::runtime_error);
}

}  // namespace
}  // namespace backbeat::apps
