#include "nn/graph/heads.h"

#include <gmock/gmock.h>

#include "nn/errors.h"
#include "nn/graph/inference.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::ElementsAre;

TEST(Heads, StandBesideTheLastLayer) {
  const Network network = Network::parse("input 6 1 1\nh linear 4\nd dropout 0.5\nout linear 3");
  const Network with = with_heads(network, {{.name = "a", .outputs = 2}, {.name = "b"}});
  EXPECT_EQ(with.text(),
            "input 6 1 1\nh linear 4\nd dropout 0.5\na linear 2 output from d\n"
            "b linear 1 output from d\nout linear 3 from d\n");
  EXPECT_THAT(with.outputs(), ElementsAre(3, 4, 5));
}

TEST(Heads, LeaveTheLogitsAsTheyWere) {
  const Network network =
      Network::parse("input 6 1 1\nh linear 4\nn batch_norm\nr relu\nd dropout 0.5\nout linear 3");
  Parameters parameters = network.initialise(1);
  for (const TensorSlice& slice : network.parameters()) {
    for (real& value : slice.of(parameters.phi)) value += real{0.5F};
  }
  for (const TensorSlice& slice : network.state()) {
    for (real& value : slice.of(parameters.state)) value += real{0.5F};
  }
  const Network with = with_heads(network, {{.name = "a", .outputs = 2}});
  Parameters more = with.initialise(9);
  copy_common(network, parameters, with, more);
  const Buffer x = random_numbers(12, 2);
  Workspace one(network, {.max_batch = 2});
  Workspace two(with, {.max_batch = 2});
  expect_same_bits(with.forward(more, two, x, 2, Mode::kTrain, 3),
                   network.forward(parameters, one, x, 2, Mode::kTrain, 3));
  Parameters back = network.initialise(5);
  copy_common(with, more, network, back);
  expect_same_bits(back.phi, parameters.phi);
  expect_same_bits(back.state, parameters.state);
}

TEST(Heads, RefuseANameThatIsTaken) {
  const Network network = Network::parse("input 6 1 1\nh linear 4\nout linear 3");
  EXPECT_THROW(with_heads(network, {{.name = "h"}}), ShapeError);
}

TEST(HiddenOutput, IsWhatTheLastLayerReads) {
  const Network network =
      Network::parse("input 6 1 1\nh linear 4\nr relu\nd dropout 0.5\nout linear 3");
  const Network with = with_hidden_output(network);
  EXPECT_THAT(with.outputs(), ElementsAre(3, 4));
  const Parameters parameters = network.initialise(1);
  Inference inference(with, parameters, 1);
  const Buffer x = random_numbers(6, 2);
  inference(x, 1);
  const Buffer relu = run_forward("input 6 1 1\nh linear 4\nr relu", x, 1);
  EXPECT_EQ(inference.output(0).size(), relu.size());
  for (const real value : inference.output(0)) EXPECT_GE(value, 0);
  EXPECT_THROW(with_hidden_output(Network::parse("input 6 1 1\nout linear 3")), ShapeError);
}

}  // namespace
}  // namespace backbeat::nn
