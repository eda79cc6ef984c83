// A network from a stranger: whatever its numbers are, it is refused or it works.

#include "nn/limits.h"

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "nn/errors.h"
#include "tests/support/message_of.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using ::testing::HasSubstr;

struct TooLarge {
  const char* name;
  const char* text;
  const char* message;
};

std::ostream& operator<<(std::ostream& out, const TooLarge& network) {
  return out << network.name;
}

class NetworkLimit : public ::testing::TestWithParam<TooLarge> {};

TEST_P(NetworkLimit, RefusesWhatNoLayerCanCount) {
  const std::string text = std::string(GetParam().text) + "\nend global_avg_pool\nout linear 2";
  EXPECT_THAT(testing::message_of<ShapeError>([&] { Network::parse(text, "a.net"); }),
              HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NetworkLimit,
    ::testing::Values(
        TooLarge{"APlaneThatWrapsTo0", "input 1 128 33554432",
                 "a.net:1: node 'input': width: found 33554432, expected at most 1048576"},
        TooLarge{"APlaneThatWrapsTo128", "input 1 128 33554433", "width: found 33554433"},
        TooLarge{"TheWidestInt", "input 1 128 2147483647", "width: found 2147483647"},
        TooLarge{"NoInt", "input 1 128 2147483648", "width: found '2147483648'"},
        TooLarge{"ALargeExample", "input 512 1024 1024",
                 "shape: found 512x1024x1024 numbers, expected at most 268435456"},
        TooLarge{"APoolsPad", "input 1 128 128\np max_pool 200 stride 1500000000 pad 1073741824",
                 "stride: found 1500000000"},
        TooLarge{"APad", "input 1 128 128\np max_pool 200 pad 1073741824",
                 "a.net:2: node 'p': pad: found 1073741824"},
        TooLarge{"APaddedPlane", "input 1 128 128\nc conv 1 3x3 pad 1048576",
                 "the padded input: found 1x2097280x2097280 numbers"},
        TooLarge{"AStride", "input 1 128 128\nc conv 2 3x3 stride 33554432",
                 "stride: found 33554432"},
        TooLarge{"ADilation", "input 1 128 128\nc conv 2 3x3 dilation 2147483647",
                 "dilation: found 2147483647"},
        TooLarge{"AWindowsReach", "input 1 128 128\nc conv 2 3x3 dilation 1048576",
                 "found an input of shape 1x128x128, expected at least 2097153x2097153"},
        TooLarge{"WeightsOfALinear", "input 1048576 1 1\nf linear 1048576",
                 "linear: weights: found 1048576x1048576 numbers"},
        TooLarge{"WeightsOfAConv", "input 4096 8 8\nc conv 32768 3x3",
                 "conv: weights: found 32768x36864 numbers"},
        TooLarge{"ALineOfWindows", "input 1 4096 4096\nc conv 1 1024x1024",
                 "conv: a line of windows: found 3073x1048576 numbers"},
        TooLarge{"ParametersOfAll",
                 "input 16384 1 1\na linear 16000\nb linear 16000\nc linear 1000",
                 "a.net:3: node 'b': parameters: found "}),
    [](const auto& test) { return test.param.name; });

TEST(NetworkLimits, RefusesTooManyNodes) {
  std::string text = "input 1 2 2\n";
  for (std::size_t i = 1; i < kMaxNodes; ++i) text += fmt::format("r{} relu\n", i);
  EXPECT_EQ(Network::parse(text).nodes().size(), kMaxNodes);
  EXPECT_THAT(testing::message_of<ShapeError>([&] { Network::parse(text + "last relu", "a.net"); }),
              HasSubstr("a.net:4097: node 'last': found one more node, expected at most 4096"));
}

TEST(NetworkLimits, RefusesTooManyJoinedChannels) {
  std::string text = "input 1048576 1 1\nc1 concat from input input";
  for (int i = 2; i <= 8; ++i) text += fmt::format("\nc{0} concat from c{1} c{1}", i, i - 1);
  EXPECT_EQ(Network::parse(text).output_shape().channels, 1 << 28);
  text += "\nc9 concat from c8 c8";
  EXPECT_THAT(testing::message_of<ShapeError>([&] { Network::parse(text, "a.net"); }),
              HasSubstr("a.net:10: node 'c9': concat: channels: found 536870912 numbers"));
}

/// Numbers around the powers of two where products wrap.
int odd_number(std::mt19937& random) {
  constexpr int kNumbers[] = {-1,      0,       1,       1,        1,          2,
                              2,       3,       3,       4,        5,          7,
                              16,      33,      1000,    32768,    46341,      65536,
                              1048575, 1048576, 1048577, 33554432, 1073741824, 2147483647};
  return kNumbers[std::uniform_int_distribution<std::size_t>(0, std::size(kNumbers) - 1)(random)];
}

std::string odd_layer(std::mt19937& random) {
  const auto n = [&] { return odd_number(random); };
  const auto extent = [&] { return fmt::format("{}x{}", n(), n()); };
  switch (std::uniform_int_distribution<int>(0, 5)(random)) {
    case 0:
      return fmt::format("conv {} {} stride {} pad {} dilation {} groups {}", n(), extent(),
                         extent(), extent(), extent(), n());
    case 1:
      return fmt::format("conv {} 3x3 pad {}", n(), n());
    case 2:
      return fmt::format("max_pool {} stride {} pad {}", extent(), extent(), extent());
    case 3:
      return fmt::format("avg_pool {} stride {} pad {}", extent(), extent(), extent());
    case 4:
      return "batch_norm";
    default:
      return fmt::format("flatten\nlinear {}", n());
  }
}

/// Every network of two layers with odd numbers is refused, or trains a step where it is small.
TEST(NetworkLimits, OddNumbersAreRefusedOrWork) {
  std::mt19937 random(1);
  const std::size_t limit = memory_limit();
  set_memory_limit(std::size_t{16} << 20U);
  int worked = 0, refused = 0, too_large = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text =
        fmt::format("input {} {} {}", odd_number(random), odd_number(random), odd_number(random));
    for (int layer = 0; layer < 2; ++layer) {
      std::string kind = odd_layer(random);
      if (const auto line = kind.find('\n'); line != std::string::npos) {
        kind.replace(line, 1, fmt::format("\nm{} ", layer));
      }
      text += fmt::format("\nn{} {}", layer, kind);
    }
    try {
      const Network network = Network::parse(text);
      Workspace workspace(network, {.max_batch = 1, .backward = true});
      const Parameters parameters = network.initialise(1);
      const std::vector<real> x(network.input_shape().size(), real{1});
      network.forward(parameters, workspace, x, 1, Mode::kTrain);
      Buffer d_phi(network.phi_size());
      network.backward(parameters, workspace, d_phi);
      ++worked;
    } catch (const ShapeError&) {
      ++refused;
    } catch (const MemoryError&) {
      ++too_large;
    }
  }
  set_memory_limit(limit);
  EXPECT_GT(worked, 100);
  EXPECT_GT(refused, 1000);
  EXPECT_GT(too_large, 100);
}

}  // namespace
}  // namespace backbeat::nn
