// Training that starts from a model: what is kept of it.

#include "apps/training/fine_tuning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/errors.h"
#include "nn/files/safetensors.h"
#include "tests/unit/apps/model/model_support.h"

namespace backbeat::apps {
namespace {

/// All tensors of `start` carried over to a network for `labels`, whose own numbers are of seed 9.
struct Carried {
  nn::TensorFile before, fresh, after;

  Carried(const Model& start, const std::vector<std::string>& labels) {
    const nn::Network network = network_for(start, labels);
    nn::Parameters parameters = network.initialise(9);
    nn::store(network, parameters, fresh);
    copy_parameters(start, network, labels, parameters);
    nn::store(network, parameters, after);
    nn::store(start.network, start.parameters, before);
  }
  static std::vector<float> row(const nn::TensorFile& file, const std::string& tensor,
                                std::size_t k) {
    const nn::Tensor& t = file.tensors.at(tensor);
    const std::size_t width = t.values.size() / static_cast<std::size_t>(t.shape[0]);
    const auto first = t.values.begin() + static_cast<std::ptrdiff_t>(k * width);
    return {first, first + static_cast<std::ptrdiff_t>(width)};
  }
};

Model start_model() {
  Model model = small_model({"blues", "jazz", "rock"});
  // Off what every network begins with, but for the gaps between tensors, which stay 0.
  const auto move = [](const std::vector<nn::TensorSlice>& slices, nn::Buffer& buffer) {
    for (const nn::TensorSlice& slice : slices) {
      for (float& value : slice.of(buffer)) value += 0.125F;
    }
  };
  move(model.network.parameters(), model.parameters.phi);
  move(model.network.state(), model.parameters.state);
  return model;
}

TEST(FineTuning, WithEqualLabelsEverythingIsKept) {
  const Model start = start_model();
  const nn::Network network = network_for(start, start.labels);
  EXPECT_EQ(network.text(), start.network.text());
  nn::Parameters parameters = network.initialise(9);
  copy_parameters(start, network, start.labels, parameters);
  EXPECT_EQ(parameters.phi, start.parameters.phi);
  EXPECT_EQ(parameters.state, start.parameters.state);
}

TEST(FineTuning, WithOtherLabelsAllButTheLastLayerIsKept) {
  const Carried carried(start_model(), {"ambient", "blues", "polka", "rock", "ska"});
  for (const auto& [name, tensor] : carried.before.tensors) {
    if (name.starts_with("out.")) continue;
    EXPECT_EQ(carried.after.tensors.at(name).values, tensor.values) << name;
  }
  EXPECT_THAT(carried.after.tensors.at("out.weight").shape, ::testing::ElementsAre(5, 6));
}

TEST(FineTuning, MayKeepItsLabelsBesideOthers) {
  EXPECT_THAT(joined_labels(start_model(), {"ambient", "jazz", "ska"}),
              ::testing::ElementsAre("ambient", "blues", "jazz", "rock", "ska"));
}

TEST(FineTuning, RowsOfLabelsThatBothHaveAreKept) {
  const Carried carried(start_model(), {"ambient", "blues", "polka", "rock"});
  for (const char* tensor : {"out.weight", "out.bias"}) {
    EXPECT_EQ(Carried::row(carried.after, tensor, 1), Carried::row(carried.before, tensor, 0));
    EXPECT_EQ(Carried::row(carried.after, tensor, 3), Carried::row(carried.before, tensor, 2));
  }
}

TEST(FineTuning, RowsOfNewLabelsBeginAnew) {
  const Carried carried(start_model(), {"ambient", "blues", "polka", "rock"});
  for (const std::size_t k : {0U, 2U}) {
    for (const char* tensor : {"out.weight", "out.bias"}) {
      EXPECT_EQ(Carried::row(carried.after, tensor, k), Carried::row(carried.fresh, tensor, k));
    }
  }
}

TEST(FineTuning, LabelsMayBeAsManyAndOther) {
  const Carried carried(start_model(), {"jazz", "polka", "rock"});
  EXPECT_EQ(Carried::row(carried.after, "out.weight", 0),
            Carried::row(carried.before, "out.weight", 1));
  EXPECT_EQ(Carried::row(carried.after, "out.weight", 1),
            Carried::row(carried.fresh, "out.weight", 1));
}

TEST(FineTuning, LabelsMayBecomeFewer) {
  const Carried carried(start_model(), {"blues", "rock"});
  EXPECT_EQ(Carried::row(carried.after, "out.weight", 1),
            Carried::row(carried.before, "out.weight", 2));
}

TEST(FineTuning, WithoutALinearLayerAtTheEndTheNumberOfLabelsIsFixed) {
  Model start = small_model({"a", "b"});
  start.network = nn::Network::parse("input 1 2 4\nc conv 2 2x3\np global_avg_pool\n", "pooled");
  EXPECT_EQ(network_for(start, {"a", "c"}).text(), start.network.text());
  try {
    network_for(start, {"a", "b", "c"});
    FAIL() << "no error";
  } catch (const nn::ShapeError& error) {
    EXPECT_THAT(error.what(), ::testing::AllOf(::testing::StartsWith("pooled:3: node 'p'"),
                                               ::testing::HasSubstr("expected 'linear'"),
                                               ::testing::HasSubstr("3 classes instead of 2")));
  }
}

}  // namespace
}  // namespace backbeat::apps
