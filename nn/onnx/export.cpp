// Long, but flat: a function for each kind of layer.

#include "nn/onnx/export.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "nn/graph/folding.h"
#include "nn/graph/fusion.h"
#include "nn/layers/concat.h"
#include "nn/layers/convolution.h"
#include "nn/layers/linear.h"
#include "nn/layers/pointwise.h"
#include "nn/layers/pool.h"
#include "nn/onnx/graph_writer.h"

namespace backbeat::nn {
namespace {

using onnx::Attribute;
using Ints = std::vector<std::int64_t>;

constexpr int kIrVersion = 8;
constexpr int kOpset = 17;

Ints ints(const Extent& extent) {
  return {extent.height, extent.width};
}

Ints ints(const Padding& pad) {
  return {pad.before.height, pad.before.width, pad.after.height, pad.after.width};
}

std::vector<Attribute> attributes_of(const Window& window) {
  return {{"kernel_shape", ints(window.kernel)},
          {"strides", ints(window.stride)},
          {"pads", ints(window.pad)}};
}

/// A node's value, which ONNX has as a map (batch, C, H, W) or, where H and W are 1, as a vector
/// (batch, C). Whichever is asked for is there by its name, or "".
struct Value {
  std::string map, vector;

  bool is_vector() const { return map.empty(); }
  const std::string& name() const { return is_vector() ? vector : map; }
};

class Exporter {
 public:
  Exporter(const Network& network, const Parameters& parameters, const OnnxExport& options,
           ::onnx::GraphProto& graph)
      : network_(network),
        parameters_(parameters),
        options_(options),
        writer_(graph, output_names()) {}

  void run() {
    const Shape& in = network_.input_shape();
    values_.resize(network_.nodes().size());
    values_[0].map = writer_.input("input", {in.channels, in.height, in.width});
    for (std::size_t i = 1; i < network_.nodes().size(); ++i) write(i);
    write_outputs();
  }

 private:
  using Node = Network::Node;

  const Node& node(std::size_t i) const { return network_.nodes()[i]; }
  std::size_t last() const { return network_.nodes().size() - 1; }
  std::size_t input(std::size_t i, std::size_t j = 0) const {
    return static_cast<std::size_t>(node(i).inputs[j]);
  }

  std::vector<std::string> output_names() const {
    if (options_.temperature) return {"probabilities", "embedding"};
    std::vector<std::string> names;
    for (const std::size_t i : network_.outputs()) names.push_back(node(i).text.name);
    return names;
  }

  const std::string& as_map(std::size_t i) {
    Value& value = values_[i];
    if (value.map.empty()) {
      value.map = writer_.add("Unsqueeze", {value.vector, plane_axes()}, value.vector + ".map");
    }
    return value.map;
  }

  const std::string& as_vector(std::size_t i) {
    Value& value = values_[i];
    if (value.vector.empty()) {
      value.vector =
          writer_.add("Flatten", {value.map}, value.map + ".vector", {{"axis", std::int64_t{1}}});
    }
    return value.vector;
  }

  const std::string& plane_axes() {
    if (plane_axes_.empty()) plane_axes_ = writer_.constant("plane_axes", Ints{2, 3});
    return plane_axes_;
  }

  std::span<const real> phi_of(const Node& of) const {
    return std::span(parameters_.phi).subspan(of.phi_offset, of.phi_size);
  }
  std::span<const real> state_of(const Node& of) const {
    return std::span(parameters_.state).subspan(of.state_offset, of.state_size);
  }

  std::string scalar(const std::string& name, double value) {
    const real number = static_cast<real>(value);
    return writer_.constant(name, std::span(&number, 1), {});
  }

  /// Weight and bias of node i, with the batch norm that alone follows folded in.
  std::vector<std::string> weights(std::size_t i) {
    const Node& of = node(i);
    const TensorSpec weight = of.layer->parameters().front();
    const auto omega = phi_of(of).first(weight.size());
    const auto beta = phi_of(of).subspan(weight.size());
    const Ints shape(weight.shape.begin(), weight.shape.end());
    const int user = only_user(network_.nodes(), static_cast<int>(i));
    const Node* next = user < 0 ? nullptr : &node(static_cast<std::size_t>(user));
    const auto* norm = next == nullptr ? nullptr : layer_as<BatchNorm>(next->layer.get());
    const auto named = [&](std::span<const real> w, std::span<const real> b) {
      std::vector<std::string> names{writer_.constant(of.text.name + ".weight", w, shape)};
      if (!b.empty()) {
        names.push_back(writer_.constant(of.text.name + ".bias", b, {shape.front()}));
      }
      return names;
    };
    if (norm == nullptr) return named(omega, beta);
    folded_.push_back(static_cast<std::size_t>(user));
    const Folded folded = fold(omega, beta, *norm, phi_of(*next), state_of(*next));
    return named(folded.weights, folded.biases);
  }

  /// One operator that reads the node's only input and keeps its form.
  void write_plain(std::size_t i, const char* op, std::vector<std::string> more = {},
                   const std::vector<Attribute>& attributes = {}) {
    const Value& from = values_[input(i)];
    more.insert(more.begin(), from.name());
    put(i, from.is_vector(), writer_.add(op, more, node(i).text.name, attributes));
  }

  void put(std::size_t i, bool is_vector, std::string name) {
    (is_vector ? values_[i].vector : values_[i].map) = std::move(name);
  }

  void write(std::size_t i) {
    if (std::ranges::count(folded_, i) > 0) {
      values_[i] = values_[input(i)];
      return;
    }
    const std::string& name = node(i).text.name;
    switch (node(i).layer->kind()) {
      case Layer::Kind::kAdd:
        return write_add(i);
      case Layer::Kind::kAvgPool:
        return write_average(i);
      case Layer::Kind::kBatchNorm:
        return write_norm(i);
      case Layer::Kind::kConcat:
        return write_concat(i);
      case Layer::Kind::kConvolution:
        return write_convolution(i);
      case Layer::Kind::kDropout:
        values_[i] = values_[input(i)];
        return;
      case Layer::Kind::kFlatten:
        values_[i].vector =
            writer_.add("Flatten", {as_map(input(i))}, name, {{"axis", std::int64_t{1}}});
        return;
      case Layer::Kind::kGlobalAvgPool:
        return write_global(i, "GlobalAveragePool");
      case Layer::Kind::kGlobalMaxPool:
        return write_global(i, "GlobalMaxPool");
      case Layer::Kind::kLinear:
        return write_linear(i);
      case Layer::Kind::kMaxPool:
        values_[i].map =
            writer_.add("MaxPool", {as_map(input(i))}, name,
                        attributes_of(layer_as<MaxPool>(node(i).layer.get())->window()));
        return;
      case Layer::Kind::kPointwise:
        return write_pointwise(i);
      case Layer::Kind::kRelu:
        return write_plain(i, "Relu");
      case Layer::Kind::kScale:
        values_[i].map = writer_.add("Mul", {as_map(input(i)), as_map(input(i, 1))}, name);
        return;
    }
  }

  /// All inputs in one form: as vectors where one of them is.
  std::vector<std::string> alike(std::size_t i, bool* are_vectors) {
    *are_vectors = std::ranges::any_of(node(i).inputs, [&](int from) {
      return values_[static_cast<std::size_t>(from)].is_vector();
    });
    std::vector<std::string> names;
    for (std::size_t j = 0; j < node(i).inputs.size(); ++j) {
      names.push_back(*are_vectors ? as_vector(input(i, j)) : as_map(input(i, j)));
    }
    return names;
  }

  void write_add(std::size_t i) {
    bool are_vectors = false;
    const std::vector<std::string> terms = alike(i, &are_vectors);
    std::string sum = terms.front();
    for (std::size_t j = 1; j < terms.size(); ++j) {
      sum = writer_.add("Add", {sum, terms[j]}, node(i).text.name);
    }
    put(i, are_vectors, sum);
  }

  void write_average(std::size_t i) {
    auto attributes = attributes_of(layer_as<AvgPool>(node(i).layer.get())->window());
    attributes.push_back({"count_include_pad", std::int64_t{1}});
    values_[i].map = writer_.add("AveragePool", {as_map(input(i))}, node(i).text.name, attributes);
  }

  void write_norm(std::size_t i) {
    const auto* norm = layer_as<BatchNorm>(node(i).layer.get());
    const auto phi = phi_of(node(i)), state = state_of(node(i));
    const std::size_t n = phi.size() / 2;
    const Ints shape{static_cast<std::int64_t>(n)};
    const std::string& name = node(i).text.name;
    std::vector<std::string> tensors{writer_.constant(name + ".weight", phi.first(n), shape)};
    tensors.push_back(writer_.constant(name + ".bias", phi.subspan(n), shape));
    tensors.push_back(writer_.constant(name + ".running_mean", state.first(n), shape));
    tensors.push_back(writer_.constant(name + ".running_var", state.subspan(n), shape));
    write_plain(i, "BatchNormalization", tensors,
                {{"epsilon", static_cast<float>(norm->epsilon())}});
  }

  void write_concat(std::size_t i) {
    bool are_vectors = false;
    std::vector<std::string> parts = alike(i, &are_vectors);
    const std::string& name = node(i).text.name;
    const Shape& shape = node(i).shape;
    if (layer_as<Concat>(node(i).layer.get())->order() == Concat::Order::kOneAfterAnother) {
      put(i, are_vectors, writer_.add("Concat", parts, name, {{"axis", std::int64_t{1}}}));
      return;
    }
    // (batch, C, ...) side by side as (batch, C, J, ...), whose rows are then one after another.
    const std::string axis = writer_.constant(name + ".axis", Ints{2});
    for (std::string& part : parts)
      part = writer_.add("Unsqueeze", {part, axis}, fmt::format("{}.part", part));
    const std::string joined =
        writer_.add("Concat", parts, name + ".parts", {{"axis", std::int64_t{2}}});
    Ints sizes{0, shape.channels};
    if (!are_vectors) sizes.insert(sizes.end(), {shape.height, shape.width});
    put(i, are_vectors,
        writer_.add("Reshape", {joined, writer_.constant(name + ".shape", sizes)}, name));
  }

  void write_convolution(std::size_t i) {
    const auto& options = layer_as<Convolution>(node(i).layer.get())->options();
    auto attributes = attributes_of(options.window);
    attributes.push_back({"dilations", ints(options.window.dilation)});
    attributes.push_back({"group", std::int64_t{options.groups}});
    std::vector<std::string> inputs{as_map(input(i))};
    std::ranges::move(weights(i), std::back_inserter(inputs));
    values_[i].map = writer_.add("Conv", inputs, node(i).text.name, attributes);
  }

  void write_global(std::size_t i, const char* op) {
    const std::string& name = node(i).text.name;
    const std::string pooled = writer_.add(op, {as_map(input(i))}, name + ".map");
    values_[i] = {.map = pooled,
                  .vector = writer_.add("Flatten", {pooled}, name, {{"axis", std::int64_t{1}}})};
  }

  void write_linear(std::size_t i) {
    std::vector<std::string> inputs{as_vector(input(i))};
    std::ranges::move(weights(i), std::back_inserter(inputs));
    values_[i].vector =
        writer_.add("Gemm", inputs, node(i).text.name, {{"transB", std::int64_t{1}}});
  }

  void write_pointwise(std::size_t i) {
    const auto* layer = layer_as<Pointwise>(node(i).layer.get());
    const std::string& name = node(i).text.name;
    switch (layer->function()) {
      case Pointwise::Function::kSigmoid:
        return write_plain(i, "Sigmoid");
      case Pointwise::Function::kSilu: {
        const Value& from = values_[input(i)];
        const std::string gate = writer_.add("Sigmoid", {from.name()}, name + ".sigmoid");
        return write_plain(i, "Mul", {gate});
      }
      case Pointwise::Function::kHardSigmoid:
        return write_plain(i, "HardSigmoid", {}, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
      case Pointwise::Function::kHardSwish:
        return write_plain(i, "HardSwish");
      case Pointwise::Function::kElu:
        return write_plain(i, "Elu", {}, {{"alpha", 1.0F}});
      case Pointwise::Function::kLeakyRelu:
        return write_plain(i, "LeakyRelu", {}, {{"alpha", static_cast<float>(layer->a())}});
      case Pointwise::Function::kClip: {
        const std::string low = scalar(name + ".low", layer->a());
        return write_plain(i, "Clip", {low, scalar(name + ".high", layer->b())});
      }
    }
  }

  Ints shape_of(std::size_t i) const {
    const Shape& shape = node(i).shape;
    if (values_[i].is_vector()) return {shape.channels};
    return {shape.channels, shape.height, shape.width};
  }

  void write_outputs() {
    if (!options_.temperature) {
      for (const std::size_t i : network_.outputs()) {
        writer_.output("Identity", {values_[i].name()}, node(i).text.name, shape_of(i));
      }
      return;
    }
    const std::string over = scalar("temperature", *options_.temperature);
    const std::string logits = writer_.add("Div", {as_vector(last()), over}, "scaled_logits");
    writer_.output("Softmax", {logits}, "probabilities", {node(last()).shape.channels},
                   {{"axis", std::int64_t{1}}});
    const std::size_t hidden = input(last());
    writer_.output("Identity", {values_[hidden].name()}, "embedding", shape_of(hidden));
  }

  const Network& network_;
  const Parameters& parameters_;
  const OnnxExport& options_;
  onnx::GraphWriter writer_;
  std::vector<Value> values_;        ///< one per node
  std::vector<std::size_t> folded_;  ///< batch norms within the layer before them
  std::string plane_axes_;
};

}  // namespace

std::string to_onnx(const Network& network, const Parameters& parameters,
                    const OnnxExport& options) {
  ::onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("Backbeat");
  ::onnx::OperatorSetIdProto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  for (const auto& [key, value] : options.metadata) {
    ::onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  model.mutable_graph()->set_name("backbeat");
  Exporter(network, parameters, options, *model.mutable_graph()).run();
  return model.SerializeAsString();
}

}  // namespace backbeat::nn
