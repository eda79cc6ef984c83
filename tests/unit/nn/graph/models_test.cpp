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

Network read(const std::string& name) {
  const std::string path = fmt::format("{}/models/{}.net", BACKBEAT_SOURCE_DIR, name);
  std::ifstream stream(path);
  if (!stream) throw std::runtime_error(path);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return Network::parse(text, path, {{"classes", 10}});
}

double multiply_adds(const Network& network) {
  std::int64_t sum = 0;
  for (const Network::Node& node : network.nodes()) {
    if (node.layer) sum += node.layer->multiply_adds();
  }
  return static_cast<double>(sum);
}

class Models : public testing::TestWithParam<Figures> {};

TEST_P(Models, HasItsParametersAndItsWork) {
  const Network network = read(GetParam().name);
  EXPECT_EQ(network.input_shape(), (Shape{.channels = 1, .height = 128, .width = 128}));
  EXPECT_EQ(network.output_shape(), Shape{.channels = 10});
  EXPECT_EQ(network.parameter_count(), GetParam().parameters);
  EXPECT_NEAR(2e-6 * multiply_adds(network), GetParam().forward_mflop, 5e-4);
  EXPECT_EQ(Network::parse(network.text()).text(), network.text());
}

INSTANTIATE_TEST_SUITE_P(All, Models,
                         testing::Values(Figures{"small", 2121978, 84.413},
                                         Figures{"band_chunk", 131834, 103.877},
                                         Figures{"band_chunk_wide", 468922, 146.575},
                                         Figures{"short_chunk", 406378, 405.834},
                                         Figures{"resnet_small", 696042, 3364.883}),
                         [](const auto& test) { return std::string(test.param.name); });

/// As their publishers count them, in the digits that they give.
TEST(Bodies, HaveTheirPublishedSizes) {
  const auto parameters = [](const char* name) {
    return static_cast<double>(read(name).parameter_count());
  };
  EXPECT_NEAR(parameters("bodies/musicnn"), 787e3, 5e3);
  EXPECT_NEAR(parameters("bodies/musicnn_vgg"), 605e3, 5e3);
  EXPECT_NEAR(parameters("bodies/efficientat_mn04"), 0.98e6, 5e3);
  EXPECT_NEAR(parameters("bodies/yamnet"), 3.7e6, 5e4);
  EXPECT_NEAR(multiply_adds(read("bodies/yamnet")), 69.2e6, 5e4);
}

}  // namespace
}  // namespace backbeat::nn
