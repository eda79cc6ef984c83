// Operators that look at a part of a map: pools, reductions, and padding before them.

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

/// Whether padding with zeros changes no maximum: nothing before it is below 0.
bool is_never_negative(const Draft& draft, int node) {
  const auto& text = draft[node].text;
  return text.kind == "relu" || text.kind == "sigmoid" || text.kind == "hard_sigmoid" ||
         (text.kind == "clip" && !text.arguments.front().starts_with('-'));
}

template <bool is_max>
Value pool(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  Draft& draft = conversion.draft;
  const Shape shape = draft.shape(x.node);
  const std::vector<Axis> axes = spatial_axes(x, shape, 1);
  Window window = window_of(op, axes, op.integers("kernel_shape"), shape);
  int node = x.node;
  if (draft.is(node, "pad")) {
    const int before = draft[node].inputs.front();
    const bool is_lowest = draft[node].is_lowest;
    if (is_max && !is_lowest && !is_never_negative(draft, before)) {
      throw Unsupported("found zeros around numbers that may be below 0, expected none");
    }
    if (!is_max && is_lowest) throw Unsupported("found padding by minus infinity, expected zeros");
    take_in(draft[node].pad, window);
    node = before;
  } else if (!is_max && window.pad != Padding{} && op.integer("count_include_pad", 0) == 0) {
    throw Unsupported("found a mean that leaves padding out, expected one that counts it");
  }
  if (window.dilation != Extent{}) throw Unsupported("found a dilation, expected none");
  const Shape& map = draft.shape(node);
  const auto leaves_some = [&](int size, int kernel, int stride) {
    return (size - kernel) % stride != 0;
  };
  if (op.integer("ceil_mode", 0) != 0 &&
      (leaves_some(map.height + window.pad.height(), window.kernel.height, window.stride.height) ||
       leaves_some(map.width + window.pad.width(), window.kernel.width, window.stride.width))) {
    throw Unsupported("found windows that reach beyond the map (ceil_mode), expected none");
  }
  Activation y{.node = draft.add(op.name(), is_max ? "max_pool" : "avg_pool",
                                 words_of(window, window.kernel), {node}),
               .dims = x.dims};
  for (std::size_t k = 0; k < axes.size(); ++k) {
    y.dims[k + 1] = whole(draft.shape(y.node), axes[k]);
  }
  return y;
}

/// Maximum or mean over dimensions, which stay with size 1 or go.
Value reduce(const Operator& op, Conversion& conversion, std::vector<std::size_t> over, bool keeps,
             bool is_max) {
  const Activation& x = op.activation(0);
  Draft& draft = conversion.draft;
  const Shape shape = draft.shape(x.node);
  bool over_rows = false, over_columns = false;
  Activation y{.node = x.node, .dims = {}};
  Dim reduced;
  for (std::size_t k = 0; k < x.dims.size(); ++k) {
    if (std::ranges::count(over, k) == 0) {
      y.dims.push_back(x.dims[k]);
      continue;
    }
    reduced.insert(reduced.end(), x.dims[k].begin(), x.dims[k].end());
    if (keeps) y.dims.emplace_back();
  }
  for (const Atom& atom : reduced) {
    if (atom.axis == Axis::kChannel) {
      throw Unsupported("found a reduction over channels, expected height and width");
    }
    (atom.axis == Axis::kHeight ? over_rows : over_columns) = true;
  }
  if (!over_rows && !over_columns) return y;
  const bool is_global = (over_rows || shape.height == 1) && (over_columns || shape.width == 1);
  if (is_global) {
    y.node = draft.add(op.name(), is_max ? "global_max_pool" : "global_avg_pool", {}, {x.node});
    return y;
  }
  const Extent kernel{.height = over_rows ? shape.height : 1,
                      .width = over_columns ? shape.width : 1};
  y.node = draft.add(op.name(), is_max ? "max_pool" : "avg_pool",
                     {fmt::format("{}x{}", kernel.height, kernel.width)}, {x.node});
  return y;
}

template <bool is_max>
Value reduce_axes(const Operator& op, Conversion& conversion) {
  const std::size_t rank = op.activation(0).dims.size() + 1;
  std::vector<std::size_t> over;
  for (const std::int64_t axis : op.integers_or_input("axes", 1)) {
    const std::size_t at = dimension(axis, rank);
    if (at == 0) throw Unsupported("found a reduction over the batch");
    over.push_back(at - 1);
  }
  if (over.empty()) throw Unsupported("found a reduction over everything, expected axes");
  return reduce(op, conversion, over, op.integer("keepdims", 1) != 0, is_max);
}

template <bool is_max>
Value global(const Operator& op, Conversion& conversion) {
  std::vector<std::size_t> over;
  for (std::size_t k = 1; k < op.activation(0).dims.size(); ++k) over.push_back(k);
  return reduce(op, conversion, over, true, is_max);
}

Value pad(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  const std::vector<std::int64_t> pads = op.integers_or_input("pads", 1);
  const std::size_t rank = x.dims.size() + 1;
  if (pads.size() != 2 * rank) {
    throw Unsupported(fmt::format("pads: found {} numbers, expected {}", pads.size(), 2 * rank));
  }
  const Shape shape = conversion.draft.shape(x.node);
  if (std::ranges::all_of(pads, [](std::int64_t n) { return n == 0; })) return x;
  const std::string mode = op.text("mode", "constant");
  const float value = op.has(2) ? op.scalar(2) : op.number("value", 0.0F);
  const bool is_lowest = value <= std::numeric_limits<float>::lowest();
  if (mode != "constant" || (value != 0.0F && !is_lowest)) {
    throw Unsupported(fmt::format("found padding by {} {}, expected zeros", mode, value));
  }
  std::vector<Axis> axes;
  std::vector<std::size_t> places;
  std::vector<std::int64_t> before, after;
  for (std::size_t k = 0; k < rank; ++k) {
    if (pads[k] == 0 && pads[k + rank] == 0) continue;
    const auto axis = k > 0 ? whole_axis(x.dims[k - 1], shape) : std::nullopt;
    if (!axis || *axis == Axis::kChannel) {
      throw Unsupported("found padding of channels or the batch, expected height and width");
    }
    axes.push_back(*axis);
    places.push_back(k - 1);
    before.push_back(pads[k]);
    after.push_back(pads[k + rank]);
  }
  const Padding sides{.before = extent_of(before, axes, 0), .after = extent_of(after, axes, 0)};
  Activation y{.node = conversion.draft.pad(op.name(), x.node, sides, is_lowest), .dims = x.dims};
  for (std::size_t k = 0; k < axes.size(); ++k) {
    y.dims[places[k]] = whole(conversion.draft.shape(y.node), axes[k]);
  }
  return y;
}

}  // namespace

const Converters& pooling_converters() {
  static const Converters table{{"AveragePool", pool<false>},
                                {"GlobalAveragePool", global<false>},
                                {"GlobalMaxPool", global<true>},
                                {"MaxPool", pool<true>},
                                {"Pad", pad},
                                {"ReduceMax", reduce_axes<true>},
                                {"ReduceMean", reduce_axes<false>}};
  return table;
}

}  // namespace backbeat::nn::onnx
