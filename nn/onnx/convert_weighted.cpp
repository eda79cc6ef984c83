// Operators with weights: Conv, Gemm, MatMul, BatchNormalization.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

using Tensors = std::map<std::string, Tensor>;

void add_bias(const Operator& op, std::size_t i, int outputs, std::vector<std::string>& arguments,
              Tensors& tensors, float times = 1.0F) {
  if (!op.has(i)) {
    arguments.emplace_back("no_bias");
    return;
  }
  std::vector<float> values = op.floats(i).floats;
  if (values.size() == 1 && outputs > 1)
    values.assign(static_cast<std::size_t>(outputs), values[0]);
  if (values.size() != static_cast<std::size_t>(outputs)) {
    throw Unsupported(fmt::format("bias: found {} numbers, expected {}", values.size(), outputs));
  }
  for (float& value : values) value *= times;
  tensors["bias"] = {.shape = {outputs}, .values = std::move(values)};
}

int whole_number(std::int64_t size) {
  return static_cast<int>(size);  // of a constant's shape, which numbers_in() has seen
}

bool has_axis(const Dim& dim, Axis axis) {
  return std::ranges::any_of(dim, [&](const Atom& atom) { return atom.axis == axis; });
}

/// Throws Unsupported unless the dimension holds all channels, and other axes only as wholes.
void require_all_channels(const Dim& dim, const Shape& shape) {
  std::int64_t channels = 1, rows = 1, columns = 1;
  int part = 0;
  bool is_in_order = true;
  for (const Atom& atom : dim) {
    if (atom.axis == Axis::kChannel) {
      channels *= atom.size;
      is_in_order = is_in_order && atom.part == part++;
    }
    if (atom.axis == Axis::kHeight) rows *= atom.size;
    if (atom.axis == Axis::kWidth) columns *= atom.size;
  }
  if (is_in_order && channels == shape.channels && (rows == 1 || rows == shape.height) &&
      (columns == 1 || columns == shape.width)) {
    return;
  }
  throw Unsupported("found a sum over a part of the channels, expected one over all of them");
}

/// The input of a convolution, with padding that stood before it taken along.
int without_pad(const Draft& draft, int node, Window& window) {
  if (!draft.is(node, "pad")) return node;
  if (draft[node].is_lowest) throw Unsupported("found padding by minus infinity, expected zeros");
  take_in(draft[node].pad, window);
  return draft[node].inputs.front();
}

/// Omega of a convolution. `channels` is what the graph sums over as channels: all of ours, and an
/// axis of the map besides where a kernel goes over the whole of it; `axes` those of the kernel.
Tensor kernels_of(const Constant& weights, const Dim& channels, const std::vector<Axis>& axes,
                  const Window& window, int inputs) {
  const int outputs = whole_number(weights.shape[0]);
  const Extent& kernel = window.kernel;
  Tensor tensor{.shape = {outputs, inputs, kernel.height, kernel.width},
                .values = std::vector<float>(weights.floats.size())};
  const std::int64_t summed = weights.shape[1];
  const bool is_grouped = summed < size_of(channels);
  const std::int64_t across = axes.size() == 2 ? weights.shape[3] : 1;
  const std::int64_t along = axes.empty() ? 1 : weights.shape[2];
  std::size_t from = 0;
  for (int o = 0; o < outputs; ++o) {
    for (std::int64_t i = 0; i < summed; ++i) {
      const Place place =
          is_grouped ? Place{.channel = static_cast<int>(i)} : place_of(channels, i);
      for (std::int64_t k = 0; k < along * across; ++k, ++from) {
        const auto first = static_cast<int>(k / across), second = static_cast<int>(k % across);
        int y = place.row, x = place.column;
        if (!axes.empty()) (axes[0] == Axis::kHeight ? y : x) += first;
        if (axes.size() == 2) (axes[1] == Axis::kHeight ? y : x) += second;
        const auto at = ((static_cast<std::size_t>(o) * static_cast<std::size_t>(inputs) +
                          static_cast<std::size_t>(place.channel)) *
                             static_cast<std::size_t>(kernel.height) +
                         static_cast<std::size_t>(y)) *
                            static_cast<std::size_t>(kernel.width) +
                        static_cast<std::size_t>(x);
        tensor.values.at(at) = weights.floats[from];
      }
    }
  }
  return tensor;
}

std::vector<std::string> arguments_of(int outputs, const Window& window, std::int64_t groups) {
  std::vector<std::string> words = words_of(window, Extent{});
  words.insert(words.begin(), std::to_string(outputs));
  if (groups != 1) words.insert(words.end(), {"groups", std::to_string(groups)});
  return words;
}

Value conv(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  const Constant& weights = op.floats(1);
  Draft& draft = conversion.draft;
  if (weights.shape.size() != x.dims.size() + 1 || x.dims.empty()) {
    throw Unsupported(fmt::format("weights: found {} dimensions, expected {}", weights.shape.size(),
                                  x.dims.size() + 1));
  }
  const Shape shape = draft.shape(x.node);
  const std::vector<Axis> axes = spatial_axes(x, shape, 1);
  Window window = window_of(op, axes, {weights.shape.begin() + 2, weights.shape.end()}, shape);
  const Dim& channels = x.dims.front();
  require_all_channels(channels, shape);
  const std::int64_t groups = op.integer("group", 1);
  if (groups < 1 || weights.shape[1] * groups != size_of(channels)) {
    throw Unsupported(fmt::format("weights: found {} inputs in {} groups, expected {} channels",
                                  weights.shape[1], groups, size_of(channels)));
  }
  const bool has_rows = has_axis(channels, Axis::kHeight);
  const bool has_columns = has_axis(channels, Axis::kWidth);
  if ((has_rows || has_columns) && groups != 1) {
    throw Unsupported("found groups of bands, expected groups of channels");
  }
  if (has_rows) window.kernel.height = shape.height;
  if (has_columns) window.kernel.width = shape.width;
  const int node = without_pad(draft, x.node, window);
  const int outputs = whole_number(weights.shape[0]);
  std::vector<std::string> arguments = arguments_of(outputs, window, groups);
  Tensors tensors{{"weight", kernels_of(weights, channels, axes, window,
                                        static_cast<int>(shape.channels / groups))}};
  add_bias(op, 2, outputs, arguments, tensors);
  const int made = draft.add(op.name(), "conv", arguments, {node}, std::move(tensors));
  Activation y{.node = made, .dims = {whole(draft.shape(made), Axis::kChannel)}};
  for (const Axis axis : axes) y.dims.push_back(whole(draft.shape(made), axis));
  return y;
}

/// Weights of a sum over one dimension: element (k, o) for its number k.
struct Columns {
  const Constant& constant;
  std::int64_t inputs, outputs;
  bool transposed;  ///< (outputs, inputs)
  float times = 1.0F;

  float at(std::int64_t k, std::int64_t o) const {
    const std::int64_t i = transposed ? o * inputs + k : k * outputs + o;
    return times * constant.floats[static_cast<std::size_t>(i)];
  }
};

Columns columns_of(const Constant& constant, bool transposed, std::int64_t inputs) {
  if (constant.shape.size() != 2) {
    throw Unsupported(
        fmt::format("weights: found {} dimensions, expected 2", constant.shape.size()));
  }
  Columns columns{.constant = constant,
                  .inputs = constant.shape[transposed ? 1 : 0],
                  .outputs = constant.shape[transposed ? 0 : 1],
                  .transposed = transposed};
  if (columns.inputs != inputs) {
    throw Unsupported(fmt::format("weights: found {} inputs, expected {}", columns.inputs, inputs));
  }
  return columns;
}

/// A linear layer over the last dimension, which may hold any of the map's axes. Where others are
/// left it is a convolution whose kernel goes over the whole of those that it sums.
Value contract(const Operator& op, const Activation& x, const Columns& columns, std::size_t bias,
               float bias_times, Conversion& conversion) {
  Draft& draft = conversion.draft;
  const Shape shape = draft.shape(x.node);
  const Dim& last = x.dims.back();
  require_all_channels(last, shape);
  const bool takes_all = size_of(last) == static_cast<std::int64_t>(shape.size());
  Window window;
  if (has_axis(last, Axis::kHeight)) window.kernel.height = shape.height;
  if (has_axis(last, Axis::kWidth)) window.kernel.width = shape.width;
  const int outputs = whole_number(columns.outputs);
  Tensor weight{.shape = {outputs, shape.channels, window.kernel.height, window.kernel.width},
                .values = std::vector<float>(columns.constant.floats.size())};
  for (std::int64_t k = 0; k < columns.inputs; ++k) {
    const Place place = place_of(last, k);
    const std::int64_t at =
        (std::int64_t{place.channel} * window.kernel.height + place.row) * window.kernel.width +
        place.column;
    for (std::int64_t o = 0; o < columns.outputs; ++o) {
      weight.values.at(static_cast<std::size_t>(o * columns.inputs + at)) = columns.at(k, o);
    }
  }
  Activation y{.node = x.node, .dims = x.dims};
  Tensors tensors;
  std::vector<std::string> arguments;
  if (takes_all) {
    if (!shape.is_vector()) y.node = draft.add(op.name() + ".flatten", "flatten", {}, {y.node});
    weight.shape = {outputs, whole_number(columns.inputs)};
    arguments = {std::to_string(outputs)};
  } else {
    arguments = arguments_of(outputs, window, 1);
  }
  tensors["weight"] = std::move(weight);
  add_bias(op, bias, outputs, arguments, tensors, bias_times);
  y.node =
      draft.add(op.name(), takes_all ? "linear" : "conv", arguments, {y.node}, std::move(tensors));
  y.dims.back() = whole(draft.shape(y.node), Axis::kChannel);
  return y;
}

Value gemm(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  if (op.integer("transA", 0) != 0 || x.dims.size() != 1) {
    throw Unsupported("found a first factor that is no (batch x numbers), expected one");
  }
  Columns columns = columns_of(op.floats(1), op.integer("transB", 0) != 0, size_of(x.dims.back()));
  columns.times = op.number("alpha", 1.0F);
  return contract(op, x, columns, 2, op.number("beta", 1.0F), conversion);
}

Value mat_mul(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  if (x.dims.empty()) throw Unsupported("found a product over the batch");
  return contract(op, x, columns_of(op.floats(1), false, size_of(x.dims.back())), 2, 1.0F,
                  conversion);
}

Value batch_norm(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  Draft& draft = conversion.draft;
  const Shape& shape = draft.shape(x.node);
  const bool is_channels =
      !x.dims.empty() &&
      (x.dims.front().empty() ? shape.channels == 1
                              : whole_axis(x.dims.front(), shape) == Axis::kChannel);
  if (!is_channels) {
    throw Unsupported("found a normalisation of another dimension, expected one of the channels");
  }
  const char* const names[] = {"weight", "bias", "running_mean", "running_var"};
  Tensors tensors;
  for (std::size_t k = 0; k < 4; ++k) {
    tensors[names[k]] = {.shape = {shape.channels}, .values = op.floats(k + 1).floats};
    if (tensors[names[k]].values.size() != static_cast<std::size_t>(shape.channels)) {
      throw Unsupported(fmt::format("{}: found {} numbers, expected {}", names[k],
                                    tensors[names[k]].values.size(), shape.channels));
    }
  }
  const float epsilon = op.number("epsilon", 1e-5F);
  std::vector<std::string> arguments;
  if (epsilon != 1e-5F) arguments = {"epsilon", fmt::format("{}", epsilon)};
  return Activation{
      .node = draft.add(op.name(), "batch_norm", arguments, {x.node}, std::move(tensors)),
      .dims = x.dims};
}

}  // namespace

const Converters& weighted_converters() {
  static const Converters table{
      {"BatchNormalization", batch_norm}, {"Conv", conv}, {"Gemm", gemm}, {"MatMul", mat_mul}};
  return table;
}

}  // namespace backbeat::nn::onnx
