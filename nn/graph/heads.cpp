#include "nn/graph/heads.h"

#include <algorithm>
#include <utility>

namespace backbeat::nn {
namespace {

std::vector<NodeText> lines_of(const Network& network) {
  std::vector<NodeText> lines;
  for (const Network::Node& node : network.nodes()) lines.push_back(node.text);
  return lines;
}

std::size_t hidden_node(const Network& network) {
  return static_cast<std::size_t>(network.nodes().back().inputs.front());
}

void copy_slices(const std::vector<TensorSlice>& from, const Buffer& source,
                 const std::vector<TensorSlice>& to, Buffer& target) {
  for (const TensorSlice& slice : to) {
    const auto same = std::ranges::find(from, slice.name, &TensorSlice::name);
    if (same != from.end()) std::ranges::copy(same->of(source), slice.of(target).begin());
  }
}

}  // namespace

Network with_heads(const Network& network, const std::vector<Head>& heads) {
  std::vector<NodeText> lines = lines_of(network);
  const std::string hidden = lines[hidden_node(network)].name;
  NodeText last = lines.back();
  lines.pop_back();
  for (const Head& head : heads) {
    lines.push_back({.name = head.name,
                     .kind = "linear",
                     .arguments = {std::to_string(head.outputs)},
                     .is_output = true,
                     .inputs = {hidden}});
  }
  if (last.inputs.empty()) last.inputs = {hidden};
  const std::string source = last.source;
  lines.push_back(std::move(last));
  return Network::parse(format_network_text(lines), source + " with heads");
}

Network with_hidden_output(const Network& network) {
  std::vector<NodeText> lines = lines_of(network);
  lines[hidden_node(network)].is_output = true;
  return Network::parse(format_network_text(lines), lines.back().source);
}

void copy_common(const Network& from, const Parameters& source, const Network& to,
                 Parameters& target) {
  copy_slices(from.parameters(), source.phi, to.parameters(), target.phi);
  copy_slices(from.state(), source.state, to.state(), target.state);
}

}  // namespace backbeat::nn
