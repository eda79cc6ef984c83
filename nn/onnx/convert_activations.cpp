// Functions of each number of a map.

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// A layer that takes the map as it is.
template <const char* kind>
Value plain(const Operator& op, Conversion& conversion) {
  return elementwise(op, conversion, kind);
}

constexpr char kRelu[] = "relu", kSigmoid[] = "sigmoid", kHardSwish[] = "hard_swish";

Value hard_sigmoid(const Operator& op, Conversion& conversion) {
  const float alpha = op.number("alpha", 0.2F), beta = op.number("beta", 0.5F);
  if (std::abs(alpha - 1.0F / 6.0F) > 1e-6F || beta != 0.5F) {
    throw Unsupported(fmt::format("found alpha {} and beta {}, expected 1/6 and 0.5", alpha, beta));
  }
  return elementwise(op, conversion, "hard_sigmoid");
}

Value elu(const Operator& op, Conversion& conversion) {
  const float alpha = op.number("alpha", 1.0F);
  if (alpha != 1.0F) throw Unsupported(fmt::format("found alpha {}, expected 1", alpha));
  return elementwise(op, conversion, "elu");
}

Value leaky_relu(const Operator& op, Conversion& conversion) {
  return elementwise(op, conversion, "leaky_relu", {fmt::format("{}", op.number("alpha", 0.01F))});
}

int clipped(Draft& draft, const std::string& name, int node, float low, float high) {
  if (draft.is(node, "relu") && high > 0.0F) {
    // Exporters write a ReLU before the limits of a ReLU6.
    low = std::max(low, 0.0F);
    node = draft[node].inputs.front();
  }
  if (low == -kInfinity && high == kInfinity) return node;
  if (low == 0.0F && high == kInfinity) return draft.add(name, "relu", {}, {node});
  constexpr float kLargest = std::numeric_limits<float>::max();
  return draft.add(
      name, "clip",
      {fmt::format("{}", std::max(low, -kLargest)), fmt::format("{}", std::min(high, kLargest))},
      {node});
}

float limit(const Operator& op, const char* name, std::size_t i, float fallback) {
  const float value = op.has(i) ? op.scalar(i) : op.number(name, fallback);
  return std::abs(value) == std::numeric_limits<float>::max() ? std::copysign(kInfinity, value)
                                                              : value;
}

Value clip(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  const float low = limit(op, "min", 1, -kInfinity), high = limit(op, "max", 2, kInfinity);
  return Activation{.node = clipped(conversion.draft, op.name(), x.node, low, high),
                    .dims = x.dims};
}

/// The larger, or the smaller, of a map and a number.
template <bool is_max>
Value bounded(const Operator& op, Conversion& conversion) {
  const std::size_t at = op.is_constant(0) ? 1 : 0;
  if (op.inputs() != 2) {
    throw Unsupported("found other than two inputs, expected a map and a number");
  }
  const Activation& x = op.activation(at);
  const float limit = op.scalar(1 - at);
  return Activation{.node = clipped(conversion.draft, op.name(), x.node,
                                    is_max ? limit : -kInfinity, is_max ? kInfinity : limit),
                    .dims = x.dims};
}

/// The end of many a graph, which our logits do without.
Value softmax(const Operator& op, Conversion& conversion) {
  if (conversion.is_read.contains(op.proto().output(0)) || op.activation(0).dims.size() != 1) {
    throw Unsupported("found one in the middle, expected it at the end of a row of numbers");
  }
  conversion.notes.insert("Softmax at the end is left out: the network gives logits");
  return op.activation(0);
}

}  // namespace

const Converters& activation_converters() {
  static const Converters table{{"Clip", clip},
                                {"Elu", elu},
                                {"HardSigmoid", hard_sigmoid},
                                {"HardSwish", plain<kHardSwish>},
                                {"LeakyRelu", leaky_relu},
                                {"Max", bounded<true>},
                                {"Min", bounded<false>},
                                {"Relu", plain<kRelu>},
                                {"Sigmoid", plain<kSigmoid>},
                                {"Softmax", softmax}};
  return table;
}

}  // namespace backbeat::nn::onnx
