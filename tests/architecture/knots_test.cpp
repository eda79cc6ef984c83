// A unit is a header with the source of its name. Units that include each other in a circle can
// only be understood together.

#include <gmock/gmock.h>

#include "tests/architecture/sources.h"

namespace backbeat::architecture {
namespace {

using Graph = std::map<std::string, std::set<std::string>>;

std::string unit_of(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

Graph read_units() {
  Graph units;
  for (const std::string& folder : kFolders) {
    for (const auto& [file, paths] : read_includes(folder)) {
      std::set<std::string>& used = units[unit_of(file)];
      for (const std::string& path : paths) used.insert(unit_of(path));
    }
  }
  return units;
}

/// All that is reached from `unit` by including.
std::set<std::string> reached_from(const Graph& units, const std::string& unit) {
  std::set<std::string> reached;
  std::vector<std::string> next{unit};
  while (!next.empty()) {
    const auto found = units.find(next.back());
    next.pop_back();
    if (found == units.end()) continue;
    for (const std::string& used : found->second) {
      if (used != found->first && reached.insert(used).second) next.push_back(used);
    }
  }
  return reached;
}

TEST(Knots, OnlyNetworkAndFusionNeedEachOther) {
  std::set<std::string> in_a_knot;
  const Graph units = read_units();
  for (const auto& [unit, used] : units) {
    if (reached_from(units, unit).contains(unit)) in_a_knot.insert(unit);
  }
  // A network is fused when it is made, and fusion reads its nodes.
  EXPECT_THAT(in_a_knot, testing::ElementsAre("nn/graph/fusion", "nn/graph/network"));
  EXPECT_GT(units.size(), 200U);
}

}  // namespace
}  // namespace backbeat::architecture
