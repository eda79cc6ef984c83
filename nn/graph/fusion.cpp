#include "nn/graph/fusion.h"

#include <utility>

#include "nn/layers/pointwise.h"
#include "nn/layers/pool.h"
#include "nn/layers/relu.h"

namespace backbeat::nn {
namespace {

using Nodes = std::vector<Network::Node>;

Activation activation_of(const Layer* layer) {
  if (layer_as<Relu>(layer) != nullptr) return Activation::kRelu;
  const auto* pointwise = layer_as<Pointwise>(layer);
  const bool is_hard_swish =
      pointwise != nullptr && pointwise->function() == Pointwise::Function::kHardSwish;
  return is_hard_swish ? Activation::kHardSwish : Activation::kNone;
}

bool halves_plane(const Network::Node& pool, const Shape& input) {
  const auto* layer = layer_as<MaxPool>(pool.layer.get());
  return layer != nullptr && layer->halves() && input.height % 2 == 0 && input.width % 2 == 0;
}

}  // namespace

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

Chain chain_from(const Nodes& nodes, int first) {
  Chain chain{.nodes = {first}};
  const auto at = [&](int i) -> const Network::Node& { return nodes[static_cast<std::size_t>(i)]; };
  int next = only_user(nodes, first);
  const bool adds = next >= 0 && at(next).layer->kind() == Layer::Kind::kAdd;
  if (adds && at(next).inputs.size() == 2) {
    const auto& inputs = at(next).inputs;
    chain.other = inputs[0] == first ? inputs[1] : inputs[0];
    chain.then.add = true;
    chain.nodes.push_back(next);
    next = only_user(nodes, next);
  }
  if (next >= 0) chain.then.activation = activation_of(at(next).layer.get());
  if (chain.then.activation != Activation::kNone) {
    chain.nodes.push_back(next);
    next = only_user(nodes, next);
  }
  const bool falls = chain.then.activation == Activation::kHardSwish;
  if (next >= 0 && !falls && halves_plane(at(next), at(first).shape)) {
    chain.then.pool = true;
    chain.nodes.push_back(next);
  }
  return chain;
}

std::vector<std::unique_ptr<Layer>> fuse(const Nodes& nodes,
                                         std::vector<Network::Operation>& operations) {
  std::vector<std::unique_ptr<Layer>> made;
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const auto* norm = layer_as<BatchNorm>(nodes[i].layer.get());
    if (norm == nullptr) continue;
    const Chain chain = chain_from(nodes, static_cast<int>(i));
    if (chain.nodes.size() == 1) continue;
    const auto last = static_cast<std::size_t>(chain.nodes.back());
    // The other branch's chain may have ended here already.
    if (operations[last].layer != nodes[last].layer.get()) continue;
    made.push_back(std::make_unique<BatchNorm>(norm->input_shape(), norm->epsilon(), chain.then));
    Network::Operation fused = operations[i];
    fused.layer = made.back().get();
    if (chain.then.add) fused.inputs.push_back(chain.other);
    for (const int node : chain.nodes) operations[static_cast<std::size_t>(node)] = {};
    operations[last] = std::move(fused);
  }
  return made;
}

}  // namespace backbeat::nn
