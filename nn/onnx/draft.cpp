#include "nn/onnx/draft.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/graph/layer_factory.h"
#include "nn/layers/batch_norm.h"
#include "nn/limits.h"

namespace backbeat::nn::onnx {
namespace {

using Nodes = std::vector<Draft::Node>;

bool is_identity(const std::vector<float>& scale, const std::vector<float>& shift) {
  return std::ranges::all_of(scale, [](float s) { return s == 1.0F; }) &&
         std::ranges::all_of(shift, [](float t) { return t == 0.0F; });
}

/// Which nodes the outputs need.
std::vector<bool> needed(const Nodes& nodes, const std::vector<int>& outputs) {
  std::vector<bool> is_needed(nodes.size(), false);
  is_needed.front() = true;
  for (const int output : outputs) is_needed[static_cast<std::size_t>(output)] = true;
  for (std::size_t i = nodes.size() - 1; i > 0; --i) {
    if (!is_needed[i]) continue;
    for (const int input : nodes[i].inputs) is_needed[static_cast<std::size_t>(input)] = true;
  }
  return is_needed;
}

/// scale (Omega h + beta) + shift, as one convolution or linear layer.
void scale_outputs(Draft::Node& node, const Draft::Node& affine) {
  std::vector<float>& weights = node.tensors.at("weight").values;
  const std::size_t outputs = affine.scale.size();
  const std::size_t inner = weights.size() / outputs;
  if (std::erase(node.text.arguments, "no_bias") > 0) {
    node.tensors["bias"] = {.shape = {static_cast<int>(outputs)},
                            .values = std::vector<float>(outputs, 0.0F)};
  }
  std::vector<float>& biases = node.tensors.at("bias").values;
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t k = 0; k < inner; ++k) weights[o * inner + k] *= affine.scale[o];
    biases[o] = affine.scale[o] * biases[o] + affine.shift[o];
  }
}

/// A batch norm that has seen nothing but mean 0 and variance 1.
void become_batch_norm(Draft::Node& affine) {
  const std::vector<int> shape{affine.shape.channels};
  const auto n = static_cast<std::size_t>(affine.shape.channels);
  const auto variance = static_cast<float>(1.0 - BatchNorm::kEpsilon);
  affine.text.kind = "batch_norm";
  affine.tensors = {{"weight", {shape, std::move(affine.scale)}},
                    {"bias", {shape, std::move(affine.shift)}},
                    {"running_mean", {shape, std::vector<float>(n, 0.0F)}},
                    {"running_var", {shape, std::vector<float>(n, variance)}}};
}

}  // namespace

Draft::Draft(const Shape& input) {
  nodes_.push_back({.text = {.name = "input", .kind = "input"}, .inputs = {}, .shape = input});
  for (const int size : {input.channels, input.height, input.width}) {
    nodes_.front().text.arguments.push_back(std::to_string(size));
  }
}

/// A word of a network's text that no other node has.
std::string Draft::fit(const std::string& name) {
  std::string word;
  for (const char c : name) {
    const bool is_fit = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' ||
                        c == '-' || c == '/';
    word += is_fit ? c : '_';
  }
  while (word.starts_with('/')) word.erase(0, 1);
  if (word.empty()) word = "node";
  const auto is_taken = [&](const std::string& candidate) {
    return std::ranges::any_of(nodes_,
                               [&](const Node& node) { return node.text.name == candidate; });
  };
  if (!is_taken(word)) return word;
  int count = 2;
  while (is_taken(fmt::format("{}_{}", word, count))) ++count;
  return fmt::format("{}_{}", word, count);
}

int Draft::add(const std::string& name, const std::string& kind, std::vector<std::string> arguments,
               std::vector<int> inputs, std::map<std::string, Tensor> tensors) {
  std::vector<Shape> shapes;
  for (const int input : inputs) shapes.push_back(shape(input));
  Node node{.text = {.name = fit(name), .kind = kind, .arguments = std::move(arguments)},
            .inputs = std::move(inputs),
            .shape = {},
            .tensors = std::move(tensors)};
  node.shape = make_layer(node.text, shapes)->output_shape();
  return push(std::move(node));
}

int Draft::push(Node node) {
  if (nodes_.size() == kMaxNodes) {
    throw ShapeError(fmt::format("found one more node, expected at most {}", kMaxNodes));
  }
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

int Draft::affine(const std::string& name, int input, std::vector<float> scale,
                  std::vector<float> shift) {
  if (is(input, "affine")) {
    const Node& before = (*this)[input];
    for (std::size_t c = 0; c < scale.size(); ++c) {
      shift[c] += scale[c] * before.shift[c];
      scale[c] *= before.scale[c];
    }
    input = before.inputs.front();
  }
  if (is_identity(scale, shift)) return input;
  return push({.text = {.name = fit(name), .kind = "affine"},
               .inputs = {input},
               .shape = shape(input),
               .tensors = {},
               .scale = std::move(scale),
               .shift = std::move(shift)});
}

int Draft::pad(const std::string& name, int input, const Padding& pad, bool is_lowest) {
  Shape padded = shape(input);
  padded.height += pad.height();
  padded.width += pad.width();
  return push({.text = {.name = fit(name), .kind = "pad"},
               .inputs = {input},
               .shape = checked(padded),
               .tensors = {},
               .scale = {},
               .shift = {},
               .pad = pad,
               .is_lowest = is_lowest});
}

bool Draft::is_affine(int i, float scale, float shift) const {
  const Node& node = (*this)[i];
  const auto near = [](float wanted) {
    return [wanted](float x) { return std::abs(x - wanted) <= 1e-6F * std::abs(wanted); };
  };
  return node.text.kind == "affine" && std::ranges::all_of(node.scale, near(scale)) &&
         std::ranges::all_of(node.shift, near(shift));
}

/// Gives each affine to the convolution or linear layer before it where nothing else reads that.
void Draft::fold_affines(const std::vector<int>& outputs) {
  const std::vector<bool> is_needed = needed(nodes_, outputs);
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    if (!is_needed[i] || nodes_[i].text.kind != "affine") continue;
    const int from = nodes_[i].inputs.front();
    Node& before = nodes_[static_cast<std::size_t>(from)];
    int users = static_cast<int>(std::ranges::count(outputs, from));
    for (std::size_t j = 0; j < nodes_.size(); ++j) {
      if (is_needed[j]) users += static_cast<int>(std::ranges::count(nodes_[j].inputs, from));
    }
    const bool has_weights = before.text.kind == "conv" || before.text.kind == "linear";
    if (!has_weights || users > 1) {
      become_batch_norm(nodes_[i]);
      continue;
    }
    // The layer comes to the affine's place, so that all that reads it still does.
    scale_outputs(before, nodes_[i]);
    nodes_[i] = std::move(before);
  }
}

void Draft::finish(const std::vector<int>& outputs, bool marks_last, std::string* text,
                   TensorFile* tensors) {
  fold_affines(outputs);
  const std::vector<bool> is_needed = needed(nodes_, outputs);
  const int last = std::ranges::max(outputs);
  std::vector<NodeText> lines;
  int above = -1;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!is_needed[i]) continue;
    Node& node = nodes_[i];
    if (node.text.kind == "pad") {
      throw ShapeError(fmt::format(
          "'{}': found padding before what takes none, expected a convolution or average pool",
          node.text.name));
    }
    const bool continues = node.inputs.size() == 1 && node.inputs.front() == above;
    for (const int input : node.inputs) {
      if (!continues) node.text.inputs.push_back((*this)[input].text.name);
    }
    above = static_cast<int>(i);
    node.text.is_output = std::ranges::count(outputs, above) > 0 && (above != last || marks_last);
    lines.push_back(node.text);
    for (auto& [name, tensor] : node.tensors) {
      tensors->tensors[node.text.name + "." + name] = std::move(tensor);
    }
  }
  *text = format_network_text(lines);
}

}  // namespace backbeat::nn::onnx
