// Every layer forward and backward beside PyTorch's.

#include <algorithm>
#include <set>
#include <utility>

#include "nn/graph/workspace.h"
#include "tests/golden/nn/golden.h"

namespace backbeat::nn {
namespace {

constexpr double kTolerance = 1e-5;

const GoldenFile& golden() {
  static const GoldenFile file("layers");
  return file;
}

class LayersGolden : public GoldenTest {};

TEST_P(LayersGolden, EqualPyTorch) {
  const std::string& name = GetParam();
  const Network network = Network::parse(golden().options(name).at("network").get<std::string>());
  Parameters parameters = golden().parameters(network, name + "/before/");
  const Buffer x = pixels_of(golden().array(name + "/x"), network.input_shape());
  const int batch = static_cast<int>(x.size() / network.input_shape().size());
  const Mode mode = golden().options(name).at("mode") == "train" ? Mode::kTrain : Mode::kEvaluate;
  Workspace workspace(network, {.max_batch = batch, .backward = true, .input_gradient = true});

  const auto y = network.forward(parameters, workspace, x, batch, mode);
  expect_close(name + "/y", y, pixels_of(golden().array(name + "/y"), network.output_shape()),
               kTolerance);

  std::ranges::copy(pixels_of(golden().array(name + "/d_y"), network.output_shape()),
                    workspace.output_gradient().begin());
  Buffer d_phi(network.phi_size());
  network.backward(parameters, workspace, d_phi);
  expect_close(name + "/d_x", workspace.input_gradient(),
               pixels_of(golden().array(name + "/d_x"), network.input_shape()), kTolerance);
  for (const TensorSlice& slice : network.parameters()) {
    const std::string array = name + "/d/" + slice.name;
    expect_close(array, slice.of(std::as_const(d_phi)), golden().array(array), kTolerance);
  }

  if (mode == Mode::kTrain) network.update_state(workspace, parameters);
  for (const TensorSlice& slice : network.state()) {
    const std::string array = name + "/after/" + slice.name;
    expect_close(array, slice.of(std::as_const(parameters.state)), golden().array(array),
                 kTolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(All, LayersGolden, testing::ValuesIn(golden().cases()),
                         [](const auto& test) { return test.param; });

TEST(LayersGoldenFile, HasEveryKindOfLayer) {
  std::set<std::string> kinds;
  for (const std::string& name : golden().cases()) {
    const auto text = golden().options(name).at("network").get<std::string>();
    for (const NodeText& node : parse_network_text(text, name, {})) kinds.insert(node.kind);
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"add",
                                          "avg_pool",
                                          "batch_norm",
                                          "clip",
                                          "concat",
                                          "conv",
                                          "dropout",
                                          "elu",
                                          "flatten",
                                          "global_avg_pool",
                                          "global_max_pool",
                                          "hard_sigmoid",
                                          "hard_swish",
                                          "input",
                                          "leaky_relu",
                                          "linear",
                                          "max_pool",
                                          "relu",
                                          "scale",
                                          "sigmoid",
                                          "silu"}));
}

}  // namespace
}  // namespace backbeat::nn
