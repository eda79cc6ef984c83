// What goes out as ONNX comes back as the same network.

#include <cmath>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "nn/graph/inference.h"
#include "nn/onnx/export.h"
#include "nn/onnx/import.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::ElementsAre;

/// Random numbers wherever a network has any, variances above 0.
Parameters random_parameters(const Network& network) {
  Parameters parameters = network.initialise(1);
  const Buffer noise = random_numbers(parameters.phi.size() + parameters.state.size(), 2);
  for (std::size_t k = 0; k < parameters.phi.size(); ++k) parameters.phi[k] += noise[k] / 8;
  for (std::size_t k = 0; k < parameters.state.size(); ++k) {
    parameters.state[k] += std::abs(noise[parameters.phi.size() + k]);
  }
  return parameters;
}

/// Every kind of layer, on maps and on vectors.
constexpr const char* kAllKinds = R"(
input 1 12 20
c1 conv 6 3x5 stride 1x2 pad 1x2
n1 batch_norm
r1 relu
c2 conv 6 5 pad 2 groups 6 no_bias from r1
s2 silu
d2 dropout 0.3
sum add from d2 r1
c3 conv 8 3x2 pad 0:1x1:0 dilation 1x2 groups 2 from sum
n3 batch_norm epsilon 0.01
h3 hard_swish
g3 global_avg_pool
l3 linear 4 no_bias
e3 elu
k3 leaky_relu 0.2
l4 linear 8
gate hard_sigmoid
scaled scale from h3 gate
left max_pool 2 stride 1x2 from scaled
right avg_pool 2 stride 1x2 from scaled
both concat from left right
clipped clip -0.5 2
sides concat interleaved from clipped both
top global_max_pool
mean global_avg_pool output from sides
pair concat interleaved from top mean
norm batch_norm
flat flatten from right
wide linear 7
all concat from norm wide
sigmoid sigmoid
out linear 3
)";

std::string text_of(const std::string& name) {
  if (name == "all kinds") return kAllKinds;
  std::ifstream stream(std::string(BACKBEAT_SOURCE_DIR "/models/") + name + ".net");
  return {std::istreambuf_iterator<char>(stream), {}};
}

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, AnswersTheSame) {
  const Network network = Network::parse(text_of(GetParam()), "x.net", {{"classes", 5}});
  const Parameters parameters = random_parameters(network);
  const TemporaryFolder folder;
  folder.write("x.onnx", to_onnx(network, parameters, {}));
  const ImportedNetwork back = from_onnx(
      folder / "x.onnx", {.bands = network.input_shape().height, .frames = {}, .output = ""});
  ASSERT_EQ(back.network.input_shape(), network.input_shape());
  EXPECT_THAT(back.notes, ElementsAre());
  EXPECT_FALSE(back.frames_first);
  const int batch = 3;
  const Buffer x = random_numbers(network.input_shape().size() * batch, 3);
  Inference there(network, parameters, batch);
  Inference here(back.network, back.parameters, batch);
  const auto expected = there(x, batch);
  expect_close(here(x, batch), {expected.begin(), expected.end()}, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Networks, RoundTrip,
                         testing::Values("band_chunk", "band_chunk_wide", "resnet_small",
                                         "short_chunk", "small", "bodies/musicnn",
                                         "bodies/efficientat_mn04", "bodies/musicnn_vgg",
                                         "bodies/yamnet", "all kinds"));

TEST(RoundTrip, ComesBackAsAPersonWouldWriteIt) {
  const Network network = Network::parse(
      "input 1 8 12\nblock1.conv conv 4 3 pad 1 no_bias\nblock1.norm batch_norm\nblock1.relu relu\n"
      "block1.pool max_pool 2\nblock2.conv conv 6 3x1 stride 2\nblock2.act hard_swish\n"
      "pool global_avg_pool\ntags linear 5\n");
  const TemporaryFolder folder;
  folder.write("x.onnx", to_onnx(network, random_parameters(network), {}));
  const ImportedNetwork back =
      from_onnx(folder / "x.onnx", {.bands = 8, .frames = {}, .output = ""});
  // The batch norm is in the convolution before it; what the last layer reads is an embedding.
  EXPECT_EQ(back.network.text(),
            "input 1 8 12\nblock1.conv conv 4 3x3 pad 1\nblock1.relu relu\n"
            "block1.pool max_pool 2x2\nblock2.conv conv 6 3x1 stride 2\nblock2.act hard_swish\n"
            "pool.map global_avg_pool output\ntags linear 5\n");
}

TEST(RoundTrip, KeepsMetadataAndGivesProbabilities) {
  const Network network =
      Network::parse("input 1 4 6\nflat flatten\nhidden linear 3\nrelu relu\nout linear 2\n");
  const Parameters parameters = random_parameters(network);
  const TemporaryFolder folder;
  const double temperature = 0.5;
  folder.write("x.onnx",
               to_onnx(network, parameters,
                       {.temperature = temperature, .metadata = {{"labels", "[\"a\",\"b\"]"}}}));
  const auto imported = [&](const std::string& output) {
    return from_onnx(folder / "x.onnx", {.bands = 4, .frames = {}, .output = output});
  };
  const ImportedNetwork back = imported("probabilities");
  EXPECT_EQ(back.metadata.at("labels"), "[\"a\",\"b\"]");
  EXPECT_THAT(back.notes, ElementsAre(testing::HasSubstr("Softmax")));
  const Buffer x = random_numbers(network.input_shape().size(), 3);
  Inference there(network, parameters, 1);
  std::vector<double> scaled;
  for (const real logit : there(x, 1)) scaled.push_back(logit / temperature);
  Inference here(back.network, back.parameters, 1);
  expect_close(here(x, 1), scaled, 1e-5);
  EXPECT_EQ(imported("embedding").network.output_shape(), (Shape{.channels = 3}));
}

}  // namespace
}  // namespace backbeat::nn
