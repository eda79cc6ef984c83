// Operators that join maps, or a map and constants.

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "nn/limits.h"
#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

/// A number for each channel from a constant that is broadcast over a value's dimensions.
std::vector<float> per_channel(const Constant& constant, const Activation& x, const Shape& shape) {
  if (constant.is_int) throw Unsupported("found whole numbers, expected floats");
  const auto channels = static_cast<std::size_t>(shape.channels);
  if (constant.floats.size() == 1) {
    std::vector<float> same(channels, constant.floats[0]);
    return same;
  }
  const std::size_t rank = x.dims.size() + 1;
  const std::size_t lead = rank - std::min(rank, constant.shape.size());
  if (constant.shape.size() > rank) throw Unsupported("found a constant of more dimensions");
  for (std::size_t k = 0; k < constant.shape.size(); ++k) {
    if (constant.shape[k] == 1) continue;
    const std::size_t at = lead + k;
    const bool is_channels = at > 0 && whole_axis(x.dims[at - 1], shape) == Axis::kChannel &&
                             constant.floats.size() == channels;
    if (!is_channels) {
      throw Unsupported("found a constant that is not one number a channel, expected that");
    }
  }
  if (constant.floats.size() != channels) throw Unsupported("found an empty constant");
  return constant.floats;
}

enum class Arithmetic { kAdd, kSubtract, kMultiply, kDivide };

template <typename Number>
Number apply(Arithmetic arithmetic, Number a, Number b) {
  switch (arithmetic) {
    case Arithmetic::kAdd:
      return a + b;
    case Arithmetic::kSubtract:
      return a - b;
    case Arithmetic::kMultiply:
      return a * b;
    case Arithmetic::kDivide:
      return a / b;
  }
  return a;
}

/// The same of sizes. Throws Unsupported where the result is none.
std::int64_t apply_to_sizes(Arithmetic arithmetic, std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kFar = std::int64_t{1} << 31;
  if (a == kBatch || b == kBatch || std::abs(a) > kFar || std::abs(b) > kFar ||
      (arithmetic == Arithmetic::kDivide && b == 0)) {
    throw Unsupported("found arithmetic with the batch or huge sizes, expected small numbers");
  }
  return apply(arithmetic, a, b);
}

/// Of two constants, of which one may be a single number.
Value between_constants(const Constant& a, const Constant& b, Arithmetic arithmetic) {
  if (a.is_int != b.is_int || a.size() == 0 || b.size() == 0 ||
      (a.shape != b.shape && a.size() != 1 && b.size() != 1)) {
    throw Unsupported("found constants of different shapes or types, expected equal ones");
  }
  Constant result = a.size() >= b.size() ? a : b;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::size_t i_a = a.size() == 1 ? 0 : i, i_b = b.size() == 1 ? 0 : i;
    if (result.is_int) {
      result.ints[i] = apply_to_sizes(arithmetic, a.ints[i_a], b.ints[i_b]);
    } else {
      result.floats[i] =
          static_cast<float>(apply(arithmetic, double{a.floats[i_a]}, double{b.floats[i_b]}));
    }
  }
  return result;
}

/// x where the node is clip(x + 3, 0, 6), six times a hard sigmoid; or none.
std::optional<int> shifted_relu6_of(const Draft& draft, int node) {
  const auto& text = draft[node].text;
  if (text.kind != "clip" || text.arguments != std::vector<std::string>{"0", "6"}) return {};
  const int shifted = draft[node].inputs.front();
  if (!draft.is_affine(shifted, 1.0F, 3.0F)) return {};
  return draft[shifted].inputs.front();
}

Value with_constant(const Operator& op, const Activation& x, const Constant& constant,
                    bool constant_first, Arithmetic arithmetic, Conversion& conversion) {
  Draft& draft = conversion.draft;
  std::vector<float> numbers = per_channel(constant, x, draft.shape(x.node));
  std::vector<float> scale(numbers.size(), 1.0F), shift(numbers.size(), 0.0F);
  switch (arithmetic) {
    case Arithmetic::kAdd:
      shift = std::move(numbers);
      break;
    case Arithmetic::kSubtract:
      if (constant_first) {
        scale.assign(scale.size(), -1.0F);
        shift = std::move(numbers);
      } else {
        for (std::size_t c = 0; c < shift.size(); ++c) shift[c] = -numbers[c];
      }
      break;
    case Arithmetic::kMultiply:
      scale = std::move(numbers);
      break;
    case Arithmetic::kDivide:
      if (constant_first) throw Unsupported("found a division by a map");
      for (std::size_t c = 0; c < scale.size(); ++c) scale[c] = 1.0F / numbers[c];
      break;
  }
  // clip(x + 3, 0, 6) / 6 is known by another name.
  const bool is_sixth =
      std::ranges::all_of(scale, [](float s) { return std::abs(s * 6.0F - 1.0F) < 1e-5F; });
  const auto inner = shifted_relu6_of(draft, x.node);
  if (is_sixth && arithmetic != Arithmetic::kAdd && inner) {
    return Activation{.node = draft.add(op.name(), "hard_sigmoid", {}, {*inner}), .dims = x.dims};
  }
  return Activation{.node = draft.affine(op.name(), x.node, std::move(scale), std::move(shift)),
                    .dims = x.dims};
}

/// x times a function of x, which has a name of its own; or none.
std::optional<int> gated(const Operator& op, Draft& draft, int x, int gate) {
  const auto& node = draft[gate];
  if (node.text.kind == "sigmoid" && node.inputs.front() == x) {
    return draft.add(op.name(), "silu", {}, {x});
  }
  if (node.text.kind == "hard_sigmoid" && node.inputs.front() == x) {
    return draft.add(op.name(), "hard_swish", {}, {x});
  }
  if (shifted_relu6_of(draft, gate) != x) return std::nullopt;
  // x clip(x + 3, 0, 6), whose sixth is a hard swish.
  const auto channels = static_cast<std::size_t>(draft.shape(x).channels);
  return draft.affine(op.name() + ".times_6", draft.add(op.name(), "hard_swish", {}, {x}),
                      std::vector<float>(channels, 6.0F), std::vector<float>(channels, 0.0F));
}

/// Whether `s` is a number for each channel of `x` under the same dimensions.
bool is_scale_of(const Activation& s, const Activation& x, const Draft& draft) {
  const Shape& map = draft.shape(x.node);
  const Shape& vector = draft.shape(s.node);
  if (!vector.is_vector() || vector.channels != map.channels || s.dims.size() != x.dims.size()) {
    return false;
  }
  for (std::size_t k = 0; k < s.dims.size(); ++k) {
    if (!s.dims[k].empty() && s.dims[k] != x.dims[k]) return false;
  }
  return true;
}

Value multiply(const Operator& op, Conversion& conversion) {
  const Activation &a = op.activation(0), &b = op.activation(1);
  Draft& draft = conversion.draft;
  if (a.dims == b.dims) {
    auto made = gated(op, draft, a.node, b.node);
    if (!made) made = gated(op, draft, b.node, a.node);
    if (made) return Activation{.node = *made, .dims = a.dims};
  }
  if (is_scale_of(b, a, draft)) {
    return Activation{.node = draft.add(op.name(), "scale", {}, {a.node, b.node}), .dims = a.dims};
  }
  if (is_scale_of(a, b, draft)) {
    return Activation{.node = draft.add(op.name(), "scale", {}, {b.node, a.node}), .dims = b.dims};
  }
  throw Unsupported(
      "found a product of two maps, expected x times a function of x or a number "
      "for each channel");
}

Value add(const Operator& op, Conversion& conversion) {
  const Activation &a = op.activation(0), &b = op.activation(1);
  if (a.dims != b.dims) {
    throw Unsupported("found a sum of maps of different shapes, expected equal ones");
  }
  return Activation{.node = conversion.draft.add(op.name(), "add", {}, {a.node, b.node}),
                    .dims = a.dims};
}

template <Arithmetic arithmetic>
Value arithmetic_of(const Operator& op, Conversion& conversion) {
  if (op.is_constant(0) && op.is_constant(1)) {
    return between_constants(op.constant(0), op.constant(1), arithmetic);
  }
  if (op.is_constant(1)) {
    return with_constant(op, op.activation(0), op.constant(1), false, arithmetic, conversion);
  }
  if (op.is_constant(0)) {
    return with_constant(op, op.activation(1), op.constant(0), true, arithmetic, conversion);
  }
  if (arithmetic == Arithmetic::kAdd) return add(op, conversion);
  if (arithmetic == Arithmetic::kMultiply) return multiply(op, conversion);
  throw Unsupported("found two maps, expected a constant");
}

/// Joins rows of constants, which graphs make shapes of.
Value concat_constants(const Operator& op) {
  Constant joined = op.constant(0);
  for (std::size_t i = 0; i < op.inputs(); ++i) {
    const Constant& part = op.constant(i);
    if (part.shape.size() != 1 || part.is_int != joined.is_int) {
      throw Unsupported("found constants that are not rows of one type, expected those");
    }
    if (joined.size() + part.size() > static_cast<std::size_t>(kMaxExtent)) {
      throw Unsupported(fmt::format("found more than {} numbers, expected a shape", kMaxExtent));
    }
    if (i == 0) continue;
    joined.ints.insert(joined.ints.end(), part.ints.begin(), part.ints.end());
    joined.floats.insert(joined.floats.end(), part.floats.begin(), part.floats.end());
  }
  joined.shape = {static_cast<std::int64_t>(joined.size())};
  return joined;
}

Value concat(const Operator& op, Conversion& conversion) {
  bool are_constant = true;
  for (std::size_t i = 0; i < op.inputs(); ++i) are_constant = are_constant && op.is_constant(i);
  if (are_constant) return concat_constants(op);
  const Activation& first = op.activation(0);
  Draft& draft = conversion.draft;
  const std::size_t at = dimension(op.integer("axis", 1), first.dims.size() + 1);
  if (at == 0) throw Unsupported("found a join along the batch");
  std::vector<int> nodes;
  bool channels = true, new_dimension = true;
  for (std::size_t i = 0; i < op.inputs(); ++i) {
    const Activation& x = op.activation(i);
    const Shape& shape = draft.shape(x.node);
    bool is_alike = x.dims.size() == first.dims.size();
    for (std::size_t k = 0; is_alike && k < x.dims.size(); ++k) {
      is_alike = k == at - 1 || x.dims[k] == first.dims[k];
    }
    if (!is_alike) throw Unsupported("found parts of different shapes, expected equal ones");
    const Dim& joined = x.dims[at - 1];
    channels = channels &&
               (joined.empty() ? shape.channels == 1 : whole_axis(joined, shape) == Axis::kChannel);
    new_dimension = new_dimension && joined.empty();
    nodes.push_back(x.node);
  }
  if (nodes.size() == 1) return first;
  Activation y{.node = 0, .dims = first.dims};
  if (channels) {
    y.node = draft.add(op.name(), "concat", {}, nodes);
    y.dims[at - 1] = whole(draft.shape(y.node), Axis::kChannel);
    return y;
  }
  // Side by side in a dimension of their own, right after the channels: those are interleaved.
  const Dim before = at >= 2 ? first.dims[at - 2] : Dim{};
  if (!new_dimension || whole_axis(before, draft.shape(first.node)) != Axis::kChannel) {
    throw Unsupported("found a join along bands or frames, expected one along channels");
  }
  y.node = draft.add(op.name(), "concat", {"interleaved"}, nodes);
  y.dims[at - 1] = {{.axis = Axis::kChannel,
                     .part = static_cast<int>(before.size()),
                     .size = static_cast<int>(nodes.size())}};
  return y;
}

}  // namespace

const Converters& arithmetic_converters() {
  static const Converters table{{"Add", arithmetic_of<Arithmetic::kAdd>},
                                {"Concat", concat},
                                {"Div", arithmetic_of<Arithmetic::kDivide>},
                                {"Mul", arithmetic_of<Arithmetic::kMultiply>},
                                {"Sub", arithmetic_of<Arithmetic::kSubtract>}};
  return table;
}

}  // namespace backbeat::nn::onnx
