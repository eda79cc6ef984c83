#include "datasets/splits/stratify.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace backbeat::datasets {
namespace {

/// What one side has so far.
struct Holding {
  std::vector<double> class_shares;
  std::size_t clips = 0;
};

/// Needs are sums of rounded products: nearer than this they count as equal.
constexpr double kTie = 1e-9;

double need(const Group& group, const Holding& holding, double side_share) {
  double sum = 0.0;
  for (std::size_t c = 0; c < group.class_shares.size(); ++c) {
    sum += group.class_shares[c] * (side_share - holding.class_shares[c]);
  }
  return sum;
}

std::vector<std::size_t> dealing_order(const std::vector<Group>& groups, audio::Random& random) {
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  audio::shuffle(order, random);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return groups[a].clips.size() > groups[b].clips.size();
  });
  return order;
}

std::size_t neediest_side(const Group& group, const std::vector<Holding>& holdings,
                          const std::vector<double>& side_shares) {
  std::size_t best = 0;
  double best_need = need(group, holdings[0], side_shares[0]);
  for (std::size_t side = 1; side < holdings.size(); ++side) {
    const double side_need = need(group, holdings[side], side_shares[side]);
    const bool is_tie = std::abs(side_need - best_need) <= kTie;
    const bool is_better =
        is_tie ? holdings[side].clips < holdings[best].clips : side_need > best_need;
    if (is_better) {
      best = side;
      best_need = side_need;
    }
  }
  return best;
}

}  // namespace

std::vector<Group> gather_groups(const Dataset& dataset, const std::vector<int>& clips,
                                 const std::vector<int>& group_numbers) {
  const auto label_of = [&](int clip) {
    return static_cast<std::size_t>(
        dataset.label_index(dataset.clips[static_cast<std::size_t>(clip)].label).value());
  };
  std::vector<double> class_sizes(dataset.labels.size());
  for (const int clip : clips) class_sizes[label_of(clip)] += 1.0;

  std::map<int, std::size_t> position_of;
  std::vector<Group> groups;
  for (const int clip : clips) {
    const int number = group_numbers[static_cast<std::size_t>(clip)];
    const auto [found, is_new] = position_of.emplace(number, groups.size());
    if (is_new) groups.push_back({{}, std::vector<double>(dataset.labels.size())});
    Group& group = groups[found->second];
    group.clips.push_back(clip);
    group.class_shares[label_of(clip)] += 1.0 / class_sizes[label_of(clip)];
  }
  return groups;
}

std::vector<std::size_t> deal(const std::vector<Group>& groups, const DealOptions& options,
                              audio::Random& random) {
  const std::size_t classes = groups.empty() ? 0 : groups.front().class_shares.size();
  std::vector<Holding> holdings(options.side_shares.size(), {std::vector<double>(classes), 0});
  std::vector<std::size_t> sides(groups.size());
  for (const std::size_t g : dealing_order(groups, random)) {
    const bool is_pinned = !options.pinned.empty() && options.pinned[g];
    const std::size_t side =
        is_pinned ? 0 : neediest_side(groups[g], holdings, options.side_shares);
    sides[g] = side;
    holdings[side].clips += groups[g].clips.size();
    for (std::size_t c = 0; c < classes; ++c) {
      holdings[side].class_shares[c] += groups[g].class_shares[c];
    }
  }
  return sides;
}

}  // namespace backbeat::datasets
