#include "nn/graph/layer_factory.h"

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/errors.h"
#include "nn/layers/add.h"
#include "nn/layers/batch_norm.h"
#include "nn/layers/concat.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/depthwise.h"
#include "nn/layers/dropout.h"
#include "nn/layers/flatten.h"
#include "nn/layers/global_pool.h"
#include "nn/layers/linear.h"
#include "nn/layers/pointwise.h"
#include "nn/layers/pool.h"
#include "nn/layers/relu.h"
#include "nn/layers/scale.h"

namespace backbeat::nn {
namespace {

using Inputs = std::span<const Shape>;
using LayerPointer = std::unique_ptr<Layer>;

struct Maker {
  LayerPointer (*make)(ArgumentReader& arguments, Inputs inputs);
  bool joins = false;  ///< takes several inputs
};

LayerPointer make_linear(ArgumentReader& arguments, Inputs inputs) {
  Linear::Options options;
  options.bias = !arguments.flag("no_bias");
  options.outputs = arguments.integer("outputs");
  return std::make_unique<Linear>(inputs[0], options);
}

LayerPointer make_conv(ArgumentReader& arguments, Inputs inputs) {
  Conv2d::Options options;
  options.bias = !arguments.flag("no_bias");
  options.groups = arguments.option("groups", 1);
  options.window.stride = arguments.option("stride", options.window.stride);
  options.window.pad = arguments.option("pad", options.window.pad);
  options.window.dilation = arguments.option("dilation", options.window.dilation);
  options.outputs = arguments.integer("output channels");
  options.window.kernel = arguments.extent("kernel");
  if (Depthwise::computes(inputs[0], options)) {
    return std::make_unique<Depthwise>(inputs[0], options);
  }
  return std::make_unique<Conv2d>(inputs[0], options);
}

LayerPointer make_batch_norm(ArgumentReader& arguments, Inputs inputs) {
  const double epsilon = arguments.option("epsilon", BatchNorm::kEpsilon);
  return std::make_unique<BatchNorm>(inputs[0], epsilon, BatchNorm::Then());
}

template <Pointwise::Function function>
LayerPointer make_pointwise(ArgumentReader& /*arguments*/, Inputs inputs) {
  return std::make_unique<Pointwise>(inputs[0], function);
}

LayerPointer make_clip(ArgumentReader& arguments, Inputs inputs) {
  const double low = arguments.number("lower limit");
  const double high = arguments.number("upper limit");
  return std::make_unique<Pointwise>(inputs[0], Pointwise::Function::kClip, low, high);
}

LayerPointer make_leaky_relu(ArgumentReader& arguments, Inputs inputs) {
  return std::make_unique<Pointwise>(inputs[0], Pointwise::Function::kLeakyRelu,
                                     arguments.number("slope"));
}

LayerPointer make_concat(ArgumentReader& arguments, Inputs inputs) {
  const bool interleaved = arguments.flag("interleaved");
  return std::make_unique<Concat>(
      inputs, interleaved ? Concat::Order::kInterleaved : Concat::Order::kOneAfterAnother);
}

template <typename Pool>
LayerPointer make_pool(ArgumentReader& arguments, Inputs inputs) {
  Window window;
  const Extent unset{.height = 0, .width = 0};
  const Extent stride = arguments.option("stride", unset);
  window.pad = arguments.option("pad", window.pad);
  window.kernel = arguments.extent("kernel");
  window.stride = stride == unset ? window.kernel : stride;
  return std::make_unique<Pool>(inputs[0], window);
}

/// A layer that takes nothing but the shape of its input.
template <typename PlainLayer>
LayerPointer make_plain(ArgumentReader& /*arguments*/, Inputs inputs) {
  return std::make_unique<PlainLayer>(inputs[0]);
}

template <typename Join>
LayerPointer make_join(ArgumentReader& /*arguments*/, Inputs inputs) {
  return std::make_unique<Join>(inputs);
}

LayerPointer make_dropout(ArgumentReader& arguments, Inputs inputs) {
  return std::make_unique<Dropout>(inputs[0], arguments.number("probability"));
}

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> table{
      {"add", {.make = make_join<Add>, .joins = true}},
      {"avg_pool", {.make = make_pool<AvgPool>}},
      {"batch_norm", {.make = make_batch_norm}},
      {"clip", {.make = make_clip}},
      {"concat", {.make = make_concat, .joins = true}},
      {"conv", {.make = make_conv}},
      {"dropout", {.make = make_dropout}},
      {"elu", {.make = make_pointwise<Pointwise::Function::kElu>}},
      {"flatten", {.make = make_plain<Flatten>}},
      {"global_avg_pool", {.make = make_plain<GlobalAvgPool>}},
      {"global_max_pool", {.make = make_plain<GlobalMaxPool>}},
      {"hard_sigmoid", {.make = make_pointwise<Pointwise::Function::kHardSigmoid>}},
      {"hard_swish", {.make = make_pointwise<Pointwise::Function::kHardSwish>}},
      {"leaky_relu", {.make = make_leaky_relu}},
      {"linear", {.make = make_linear}},
      {"max_pool", {.make = make_pool<MaxPool>}},
      {"relu", {.make = make_plain<Relu>}},
      {"scale", {.make = make_join<Scale>, .joins = true}},
      {"sigmoid", {.make = make_pointwise<Pointwise::Function::kSigmoid>}},
      {"silu", {.make = make_pointwise<Pointwise::Function::kSilu>}},
  };
  return table;
}

std::string known_kinds() {
  std::vector<std::string> names;
  for (const auto& [name, maker] : makers()) names.push_back(name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::unique_ptr<Layer> make_layer(const NodeText& node, std::span<const Shape> inputs) {
  const auto maker = makers().find(node.kind);
  if (maker == makers().end()) {
    throw ShapeError(fmt::format("found kind '{}', expected one of {}", node.kind, known_kinds()));
  }
  const auto& [make, joins] = maker->second;
  if (!joins && inputs.size() != 1) {
    throw ShapeError(fmt::format("{}: found {} inputs, expected one", node.kind, inputs.size()));
  }
  ArgumentReader arguments(node);
  LayerPointer layer = make(arguments, inputs);
  arguments.finish();
  return layer;
}

}  // namespace backbeat::nn
