#include "datasets/splits/group_weights.h"

#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace backbeat::datasets {

std::vector<float> balance_groups(const std::vector<Clip>& clips, GroupBy group, double exponent) {
  if (!(exponent >= 0.0 && exponent <= 1.0)) {
    throw std::invalid_argument(fmt::format("group balance: found {}, expected 0 to 1", exponent));
  }
  const std::vector<int> groups = group_clips(clips, group);
  std::map<std::pair<std::string, int>, int> sizes;  // clips of a label in a group
  for (std::size_t i = 0; i < clips.size(); ++i) ++sizes[{clips[i].label, groups[i]}];

  struct Sum {
    double weight = 0.0;
    int clips = 0;
  };
  std::map<std::string, Sum> sums;
  std::vector<double> raw;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    raw.push_back(std::pow(sizes[{clips[i].label, groups[i]}], -exponent));
    sums[clips[i].label].weight += raw[i];
    ++sums[clips[i].label].clips;
  }
  std::vector<float> weights;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const Sum& sum = sums[clips[i].label];
    weights.push_back(static_cast<float>(raw[i] * sum.clips / sum.weight));
  }
  return weights;
}

}  // namespace backbeat::datasets
