#include "nn/graph/backward_plan.h"

#include <algorithm>

namespace backbeat::nn {
namespace {

/// Whether the backward pass of some node reads this node's output.
std::vector<bool> read_by_backward(const Network& network, const std::vector<bool>& runs) {
  const auto& nodes = network.operations();
  std::vector<bool> read(nodes.size(), false);
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (nodes[i].layer == nullptr || !runs[i]) continue;
    const Layer::Needs needs = nodes[i].layer->needs();
    if (needs.output) read[i] = true;
    for (std::size_t j = 0; j < nodes[i].inputs.size(); ++j) {
      if (needs.reads_input(j)) read[static_cast<std::size_t>(nodes[i].inputs[j])] = true;
    }
  }
  return read;
}

/// Whether no edge passes over this node. Edges from the input do not count: x is always there.
std::vector<bool> cuts_network(const Network& network) {
  const auto& nodes = network.operations();
  std::vector<bool> cuts(nodes.size(), true);
  for (std::size_t to = 1; to < nodes.size(); ++to) {
    if (nodes[to].layer == nullptr) continue;
    for (const int from : nodes[to].inputs) {
      if (from == 0) continue;
      for (auto over = static_cast<std::size_t>(from) + 1; over < to; ++over) cuts[over] = false;
    }
  }
  return cuts;
}

std::vector<bool> choose_kept(const Network& network, const std::vector<bool>& read,
                              int keep_every) {
  const std::size_t n = network.nodes().size();
  std::vector<bool> kept(n, keep_every == 0);
  if (keep_every == 0) return kept;
  const std::vector<bool> cuts = cuts_network(network);
  kept.front() = true;
  kept.back() = true;
  int candidates = 0;
  for (std::size_t i = 1; i + 1 < n; ++i) {
    if (cuts[i] && read[i]) kept[i] = ++candidates % keep_every == 0;
  }
  return kept;
}

/// Whether a node's output is computed again from one that is kept.
std::vector<bool> light_nodes(const Network& network) {
  const auto& nodes = network.operations();
  std::vector<bool> light(nodes.size(), false);
  for (std::size_t i = 1; i + 1 < nodes.size(); ++i) {
    if (nodes[i].layer == nullptr || !nodes[i].layer->is_light()) continue;
    if (network.nodes()[i].text.is_output) continue;  // kept for the caller
    light[i] = std::ranges::none_of(
        nodes[i].inputs, [&](int input) { return light[static_cast<std::size_t>(input)]; });
  }
  return light;
}

/// The nodes in reverse, and before each one the light ones that its backward pass is the first to
/// read.
BackwardPlan plan_light_again(const Network& network, const std::vector<bool>& runs) {
  const auto& nodes = network.operations();
  std::vector<bool> again = light_nodes(network);
  BackwardPlan plan{.steps = {}, .kept = again};
  plan.kept.flip();
  for (std::size_t i = nodes.size() - 1; i > 0; --i) {
    if (nodes[i].layer == nullptr || !runs[i]) continue;
    for (std::size_t j = 0; j < nodes[i].inputs.size(); ++j) {
      const auto input = static_cast<std::size_t>(nodes[i].inputs[j]);
      if (!again[input] || !nodes[i].layer->needs().reads_input(j)) continue;
      plan.steps.push_back({.node = input, .forward = true});
      again[input] = false;
    }
    plan.steps.push_back({.node = i});
  }
  return plan;
}

}  // namespace

BackwardPlan plan_backward(const Network& network, const std::vector<bool>& runs, int keep_every,
                           bool light_again) {
  if (keep_every == 0 && light_again) return plan_light_again(network, runs);
  const auto& nodes = network.operations();
  std::vector<bool> wanted = read_by_backward(network, runs);
  BackwardPlan plan{.steps = {}, .kept = choose_kept(network, wanted, keep_every)};
  for (std::size_t last = nodes.size() - 1; last > 0;) {
    std::size_t first = last;  // the section is [first, last]
    while (!plan.kept[first - 1]) --first;
    std::vector<std::size_t> again;
    for (std::size_t i = last; i >= first; --i) {
      if (plan.kept[i] || !wanted[i] || nodes[i].layer == nullptr) continue;
      again.push_back(i);
      for (const int input : nodes[i].inputs) wanted[static_cast<std::size_t>(input)] = true;
    }
    std::reverse(again.begin(), again.end());
    for (const std::size_t i : again) plan.steps.push_back({.node = i, .forward = true});
    for (std::size_t i = last; i >= first; --i) {
      if (nodes[i].layer != nullptr && runs[i]) plan.steps.push_back({.node = i});
    }
    last = first - 1;
  }
  return plan;
}

}  // namespace backbeat::nn
