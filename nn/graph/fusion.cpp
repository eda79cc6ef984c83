#include "nn/graph/fusion.h"

#include <utility>

#include "nn/layers/batch_norm.h"
#include "nn/layers/pool.h"

namespace backbeat::nn {
namespace {

using Nodes = std::vector<Network::Node>;

/// The one that reads node i's output where it is a node and not the caller, or -1.
int only_user(const Nodes& nodes, int i) {
  int user = -1;
  if (nodes[static_cast<std::size_t>(i)].text.is_output) return -1;
  for (std::size_t j = static_cast<std::size_t>(i) + 1; j < nodes.size(); ++j) {
    for (const int input : nodes[j].inputs) {
      if (input != i) continue;
      if (user >= 0) return -1;
      user = static_cast<int>(j);
    }
  }
  return user;
}

/// A batch norm and the nodes after it that it can do the work of.
struct Chain {
  int first = 0;
  int last = 0;
  int other = -1;  ///< what is added
  BatchNorm::Then then;
};

bool halves_plane(const Network::Node& pool, const Shape& input) {
  const auto* layer = layer_as<MaxPool>(pool.layer.get());
  return layer != nullptr && layer->halves() && input.height % 2 == 0 && input.width % 2 == 0;
}

Chain chain_from(const Nodes& nodes, int first) {
  Chain chain{.first = first, .last = first};
  const auto at = [&](int i) -> const Network::Node& { return nodes[static_cast<std::size_t>(i)]; };
  const auto next_is = [&](int next, Layer::Kind kind) {
    return next >= 0 && at(next).layer->kind() == kind;
  };
  int next = only_user(nodes, first);
  if (next_is(next, Layer::Kind::kAdd) && at(next).inputs.size() == 2) {
    const auto& inputs = at(next).inputs;
    chain.other = inputs[0] == first ? inputs[1] : inputs[0];
    chain.then.add = true;
    chain.last = next;
    next = only_user(nodes, next);
  }
  if (next_is(next, Layer::Kind::kRelu)) {
    chain.then.relu = true;
    chain.last = next;
    next = only_user(nodes, next);
  }
  if (next >= 0 && halves_plane(at(next), at(first).shape)) {
    chain.then.pool = true;
    chain.last = next;
  }
  return chain;
}

}  // namespace

std::vector<std::unique_ptr<Layer>> fuse(const Nodes& nodes,
                                         std::vector<Network::Operation>& operations) {
  std::vector<std::unique_ptr<Layer>> made;
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (nodes[i].layer->kind() != Layer::Kind::kBatchNorm) continue;
    const Chain chain = chain_from(nodes, static_cast<int>(i));
    if (chain.last == chain.first) continue;
    const auto last = static_cast<std::size_t>(chain.last);
    // The other branch's chain may have ended here already.
    if (operations[last].layer != nodes[last].layer.get()) continue;
    made.push_back(std::make_unique<BatchNorm>(nodes[i].shape, chain.then));
    Network::Operation fused = operations[i];
    fused.layer = made.back().get();
    if (chain.then.add) fused.inputs.push_back(chain.other);
    for (int node = chain.first; node >= 0 && node != chain.last; node = only_user(nodes, node)) {
      operations[static_cast<std::size_t>(node)] = {};
    }
    operations[last] = std::move(fused);
  }
  return made;
}

}  // namespace backbeat::nn
