// The networks that come with Backbeat: their sizes and their work.

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

struct Figures {
  const char* name;
  std::size_t parameters;
  double forward_mflop;  ///< convolutions and linear layers, a multiply-add as two operations
};

std::ostream& operator<<(std::ostream& out, const Figures& figures) {
  return out << figures.name;
}

class Models : public testing::TestWithParam<Figures> {};

TEST_P(Models, HasItsParametersAndItsWork) {
  const std::string path = fmt::format("{}/models/{}.net", BACKBEAT_SOURCE_DIR, GetParam().name);
  std::ifstream stream(path);
  ASSERT_TRUE(stream) << path;
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const Network network = Network::parse(text, path, {{"classes", 10}});
  EXPECT_EQ(network.input_shape(), (Shape{.channels = 1, .height = 128, .width = 128}));
  EXPECT_EQ(network.output_shape(), Shape{.channels = 10});
  EXPECT_EQ(network.parameter_count(), GetParam().parameters);
  std::int64_t multiply_adds = 0;
  for (const Network::Node& node : network.nodes()) {
    if (node.layer) multiply_adds += node.layer->multiply_adds();
  }
  EXPECT_NEAR(2e-6 * static_cast<double>(multiply_adds), GetParam().forward_mflop, 5e-4);
  EXPECT_EQ(Network::parse(network.text()).text(), network.text());
}

INSTANTIATE_TEST_SUITE_P(All, Models,
                         testing::Values(Figures{"small", 2121978, 84.413},
                                         Figures{"band_chunk", 131834, 103.877},
                                         Figures{"band_chunk_wide", 468922, 146.575},
                                         Figures{"short_chunk", 406378, 405.834},
                                         Figures{"resnet_small", 696042, 3364.883}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace backbeat::nn
