// The text form of a network: what it reads and what it writes.

#include "nn/graph/network_text.h"

#include <gmock/gmock.h>

#include "nn/graph/network_table.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(NetworkText, CutsLinesIntoWords) {
  const auto nodes = parse_network_text(
      "# a comment\n\n  input 1 8 8   # channels, height, width\r\n\tc conv 4 3x3 pad 1 from "
      "input\n",
      "a.net", {});
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0].name, "input");
  EXPECT_EQ(nodes[0].kind, "input");
  EXPECT_THAT(nodes[0].arguments, ElementsAre("1", "8", "8"));
  EXPECT_EQ(nodes[1].name, "c");
  EXPECT_EQ(nodes[1].kind, "conv");
  EXPECT_THAT(nodes[1].arguments, ElementsAre("4", "3x3", "pad", "1"));
  EXPECT_THAT(nodes[1].inputs, ElementsAre("input"));
  EXPECT_EQ(nodes[1].where(), "a.net:4: node 'c'");
}

TEST(NetworkText, ReplacesSymbolsAmongArgumentsOnly) {
  const auto nodes = parse_network_text("input 1 1 1\nclasses linear classes from input", "a.net",
                                        {{"classes", 10}});
  EXPECT_EQ(nodes[1].name, "classes");
  EXPECT_THAT(nodes[1].arguments, ElementsAre("10"));
}

TEST(NetworkText, ReadsOptionsInAnyOrder) {
  const Network a =
      Network::parse("input 4 20 20\n f conv 6 3x5 stride 2x1 pad 1 dilation 1x2 groups 2 no_bias");
  const Network b =
      Network::parse("input 4 20 20\n f conv no_bias groups 2 dilation 1x2 6 pad 1 stride 2x1 3x5");
  EXPECT_EQ(a.output_shape(), (Shape{.channels = 6, .height = 10, .width = 14}));
  EXPECT_EQ(b.output_shape(), a.output_shape());
  EXPECT_EQ(a.parameter_count(), 6U * 2 * 3 * 5);
  EXPECT_EQ(b.parameter_count(), a.parameter_count());
}

TEST(NetworkText, ReadsOneNumberAsASquareSize) {
  EXPECT_EQ(Network::parse("input 1 8 6\n f max_pool 2").output_shape(),
            Network::parse("input 1 8 6\n f max_pool 2x2").output_shape());
}

constexpr const char* kBranches =
    "image input 2 8 8 # the first node may have a name of its own\n"
    "a conv 4 3x3 pad 1 no_bias\nb batch_norm\nc relu\nd conv 4 1x1 from image\n"
    "e add from c d\nf max_pool 2x2\ng global_avg_pool\nh concat from g g\nout linear classes\n";

TEST(NetworkText, OfAParsedNetworkIsCanonicalAndParsesToTheSameNetwork) {
  const Network network = Network::parse(kBranches, "a.net", {{"classes", 3}});
  EXPECT_EQ(network.text(),
            "image input 2 8 8\na conv 4 3x3 pad 1 no_bias\nb batch_norm\nc relu\nd conv 4 1x1 "
            "from image\n"
            "e add from c d\nf max_pool 2x2\ng global_avg_pool\nh concat from g g\nout linear 3\n");
  const Network again = Network::parse(network.text());
  EXPECT_EQ(again.text(), network.text());
  ASSERT_EQ(again.parameters().size(), network.parameters().size());
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    EXPECT_EQ(again.parameters()[i].name, network.parameters()[i].name);
    EXPECT_EQ(again.parameters()[i].offset, network.parameters()[i].offset);
  }
}

TEST(NetworkText, NamesParametersByNodeInPyTorchShapes) {
  const Network network =
      Network::parse("input 4 8 8\n c conv 6 3x5 groups 2\n n batch_norm\n v flatten\n o linear 3");
  const auto named = [](const char* name) { return testing::Field(&TensorSlice::name, name); };
  EXPECT_THAT(network.parameters(),
              ElementsAre(named("c.weight"), named("c.bias"), named("n.weight"), named("n.bias"),
                          named("o.weight"), named("o.bias")));
  EXPECT_THAT(network.parameters()[0].spec.shape, ElementsAre(6, 2, 3, 5));
  EXPECT_THAT(network.parameters()[4].spec.shape, ElementsAre(3, 6 * 6 * 4));
  EXPECT_EQ(network.state()[0].name, "n.running_mean");
  EXPECT_EQ(network.state()[1].name, "n.running_var");
}

TEST(NetworkTable, HasALineANodeAndTotals) {
  const std::string table =
      network_table(Network::parse("input 1 4 4\n c conv 2 3x3\n v flatten\n out linear 3"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 6);
  EXPECT_THAT(table, HasSubstr("2x2x2"));
  EXPECT_THAT(table.substr(table.find("\nall")), HasSubstr(std::to_string(2 * 9 * 4 + 8 * 3)));
}

}  // namespace
}  // namespace backbeat::nn
