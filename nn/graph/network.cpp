#include "nn/graph/network.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/graph/fusion.h"
#include "nn/graph/layer_factory.h"

namespace backbeat::nn {
namespace {

Shape read_input_shape(const NodeText& text) {
  ArgumentReader arguments(text);
  Shape shape;
  shape.channels = arguments.integer("channels");
  shape.height = arguments.integer("height");
  shape.width = arguments.integer("width");
  arguments.finish();
  if (shape.channels < 1 || shape.height < 1 || shape.width < 1) {
    throw ShapeError(fmt::format("found shape {}x{}x{}, expected positive numbers", shape.channels,
                                 shape.height, shape.width));
  }
  return checked(shape);
}

Network::Operation operation_of(const Network::Node& node) {
  return {.layer = node.layer.get(),
          .inputs = node.inputs,
          .phi_offset = node.phi_offset,
          .phi_size = node.phi_size,
          .state_offset = node.state_offset,
          .state_size = node.state_size,
          .frozen = node.text.is_frozen};
}

}  // namespace

Network Network::parse(std::string_view text, const std::string& source, const Symbols& symbols,
                       Fusion fusion) {
  std::vector<NodeText> lines = parse_network_text(text, source, symbols);
  // A name that is used before its line deserves a better message than "unknown".
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string& input : lines[i].inputs) {
      for (std::size_t j = i; j < lines.size(); ++j) {
        if (lines[j].name != input) continue;
        throw ShapeError(
            fmt::format("{}: found input '{}' of line {}, expected a node above this one; a "
                        "network has no cycles",
                        lines[i].where(), input, lines[j].line));
      }
    }
  }
  Network network;
  for (NodeText& line : lines) network.add_node(std::move(line));
  network.find_outputs();
  for (const Node& node : network.nodes_) network.operations_.push_back(operation_of(node));
  if (fusion == Fusion::kOn) network.fused_ = fuse(network.nodes_, network.operations_);
  network.find_learning();
  return network;
}

void Network::add_node(NodeText line) {
  Node node{.text = std::move(line)};
  const NodeText& text = node.text;
  const bool first = nodes_.empty();
  if (first != (text.kind == "input")) {
    throw ShapeError(fmt::format("{}: found kind '{}', expected {}", text.where(), text.kind,
                                 first ? "'input channels height width' on the first line"
                                       : "'input' on the first line only"));
  }
  try {
    if (first) {
      if (text.is_output) throw ShapeError("found the word 'output', expected it of layers only");
      if (text.is_frozen) throw ShapeError("found the word 'frozen', expected it of layers only");
      node.shape = read_input_shape(text);
    } else {
      node.inputs = find_inputs(text);
      std::vector<Shape> shapes;
      for (int input : node.inputs) shapes.push_back(nodes_[static_cast<std::size_t>(input)].shape);
      node.layer = make_layer(text, shapes);
      node.shape = node.layer->output_shape();
      place_tensors(node);
    }
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", text.where(), error.what()));
  }
  nodes_.push_back(std::move(node));
}

std::vector<int> Network::find_inputs(const NodeText& text) const {
  if (text.inputs.empty()) return {static_cast<int>(nodes_.size()) - 1};
  std::vector<int> inputs;
  for (const std::string& name : text.inputs) {
    const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                    [&](const Node& node) { return node.text.name == name; });
    if (found == nodes_.end()) {
      throw ShapeError(fmt::format("found input '{}', expected the name of a node above", name));
    }
    inputs.push_back(static_cast<int>(found - nodes_.begin()));
  }
  return inputs;
}

void Network::place_tensors(Node& node) {
  const auto place = [&](const std::vector<TensorSpec>& specs, std::vector<TensorSlice>& slices,
                         std::size_t& total) {
    const std::size_t begin = total;
    for (TensorSpec spec : specs) {
      spec.frozen = node.text.is_frozen;
      spec.decays = spec.decays && !spec.frozen;
      slices.push_back({.name = node.text.name + "." + spec.name, .spec = spec, .offset = total});
      total += spec.size();
      check_numbers({static_cast<std::int64_t>(total)}, "parameters");
    }
    const std::size_t size = total - begin;
    total = align_up(total);
    return std::pair(begin, size);
  };
  std::tie(node.phi_offset, node.phi_size) =
      place(node.layer->parameters(), parameters_, phi_size_);
  std::tie(node.state_offset, node.state_size) = place(node.layer->state(), state_, state_size_);
}

void Network::find_outputs() {
  if (nodes_.size() < 2) {
    throw ShapeError(fmt::format("{}: found no layer, expected one or more after the input",
                                 nodes_.front().text.where()));
  }
  std::vector<bool> used(nodes_.size(), false);
  for (const Node& node : nodes_) {
    for (int input : node.inputs) used[static_cast<std::size_t>(input)] = true;
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].text.is_output || i + 1 == nodes_.size()) {
      outputs_.push_back(i);
    } else if (!used[i]) {
      throw ShapeError(
          fmt::format("{}: found no node that uses it, expected one below, or the word 'output' "
                      "(only the last node is one without)",
                      nodes_[i].text.where()));
    }
  }
}

void Network::find_learning() {
  for (Operation& operation : operations_) {
    const bool has_parameters = operation.phi_size > 0 && !operation.frozen;
    operation.learns = operation.layer != nullptr &&
                       (has_parameters || std::ranges::any_of(operation.inputs, [&](int input) {
                          return operations_[static_cast<std::size_t>(input)].learns;
                        }));
  }
}

std::size_t Network::parameter_count() const {
  std::size_t count = 0;
  for (const TensorSlice& slice : parameters_) count += slice.spec.size();
  return count;
}

std::string Network::text() const {
  std::vector<NodeText> lines;
  for (const Node& node : nodes_) lines.push_back(node.text);
  return format_network_text(lines);
}

Parameters Network::initialise(std::uint64_t seed) const {
  Parameters parameters{.phi = Buffer(phi_size_), .state = Buffer(state_size_)};
  std::mt19937_64 generator(seed);
  const auto fill = [&](const std::vector<TensorSlice>& slices, Buffer& buffer) {
    for (const TensorSlice& slice : slices) {
      if (slice.spec.init == Init::kZero) continue;
      std::normal_distribution<double> he(0.0, std::sqrt(2.0 / slice.spec.fan_in));
      for (real& value : slice.of(buffer)) {
        value = slice.spec.init == Init::kOne ? real{1} : static_cast<real>(he(generator));
      }
    }
  };
  fill(parameters_, parameters.phi);
  fill(state_, parameters.state);
  return parameters;
}

}  // namespace backbeat::nn
