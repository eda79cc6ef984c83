// Operators that give constants, compute with shapes, or do nothing that a network would notice.

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "nn/limits.h"
#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

using Sizes = std::vector<std::int64_t>;

Value identity(const Operator& op, Conversion& /*conversion*/) {
  if (op.is_constant(0)) return op.constant(0);
  return op.activation(0);
}

Value cast(const Operator& op, Conversion& /*conversion*/) {
  const std::int64_t to = op.integer("to", 0);
  const bool to_floats = to == ::onnx::TensorProto::FLOAT || to == ::onnx::TensorProto::DOUBLE ||
                         to == ::onnx::TensorProto::FLOAT16;
  if (!op.is_constant(0)) {
    if (to_floats) return op.activation(0);
    throw Unsupported("found a conversion to whole numbers, expected floats");
  }
  Constant constant = op.constant(0);
  if (constant.is_int && to_floats) {
    if (std::ranges::count(constant.ints, kBatch) > 0) {
      throw Unsupported("found arithmetic with the batch");
    }
    constant.floats.assign(constant.ints.begin(), constant.ints.end());
    constant.ints.clear();
    constant.is_int = false;
  } else if (!constant.is_int && !to_floats) {
    throw Unsupported("found a conversion to whole numbers, expected floats");
  }
  return constant;
}

Value constant_node(const Operator& op, Conversion& /*conversion*/) {
  if (const auto* value = op.find("value")) return read_tensor(value->t(), {});
  Constant constant;
  if (const auto* value = op.find("value_float")) {
    constant.floats = {value->f()};
  } else if (const auto* values = op.find("value_floats")) {
    constant.floats.assign(values->floats().begin(), values->floats().end());
    constant.shape = {values->floats_size()};
  } else if (const auto* number = op.find("value_int")) {
    constant.ints = {number->i()};
    constant.is_int = true;
  } else if (const auto* numbers = op.find("value_ints")) {
    constant.ints.assign(numbers->ints().begin(), numbers->ints().end());
    constant.shape = {numbers->ints_size()};
    constant.is_int = true;
  } else {
    throw Unsupported("found a constant without numbers, expected a tensor");
  }
  return constant;
}

Value shape(const Operator& op, Conversion& /*conversion*/) {
  const Sizes sizes = op.is_constant(0) ? op.constant(0).shape : sizes_of(op.activation(0));
  const auto n = static_cast<std::int64_t>(sizes.size());
  const auto clamped = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + n : at, 0, n);
  };
  const std::int64_t start = clamped(op.integer("start", 0));
  const std::int64_t end = std::max(start, clamped(op.integer("end", n)));
  Constant constant{.shape = {end - start}, .floats = {}, .ints = {}, .is_int = true};
  constant.ints.assign(sizes.begin() + start, sizes.begin() + end);
  return constant;
}

/// Of a row of whole numbers, as graphs compute shapes.
Value gather(const Operator& op, Conversion& /*conversion*/) {
  const std::vector<std::int64_t>& row = op.ints(0);
  if (op.constant(0).shape.size() != 1) {
    throw Unsupported("found more than one dimension, expected a row of sizes");
  }
  Constant taken{.shape = op.constant(1).shape, .floats = {}, .ints = {}, .is_int = true};
  for (const std::int64_t index : op.ints(1)) {
    taken.ints.push_back(row[dimension(index, row.size())]);
  }
  return taken;
}

/// From `start` to before `end`, as far as there are numbers; a step may go backwards.
std::vector<std::int64_t> range(std::int64_t start, std::int64_t end, std::int64_t step,
                                std::int64_t n) {
  const auto clamped = [n](std::int64_t at, std::int64_t least, std::int64_t most) {
    return std::clamp(at < 0 ? std::max(at, -n - 1) + n : at, least, most);
  };
  std::vector<std::int64_t> taken;
  if (step > 0) {
    const std::int64_t stop = clamped(end, 0, n);
    for (std::int64_t i = clamped(start, 0, n); i < stop; i += step) taken.push_back(i);
  } else {
    const std::int64_t stop = clamped(end, -1, n - 1);
    for (std::int64_t i = clamped(start, -1, n - 1); i > stop; i += step) taken.push_back(i);
  }
  return taken;
}

/// Of whole numbers, along the first dimension.
Value slice(const Operator& op, Conversion& /*conversion*/) {
  const std::vector<std::int64_t>& numbers = op.ints(0);
  const Sizes& shape = op.constant(0).shape;
  const Sizes starts = op.integers_or_input("starts", 1), ends = op.integers_or_input("ends", 2);
  const Sizes axes = op.integers_or_input("axes", 3);
  const Sizes steps = op.has(4) ? op.ints(4) : Sizes{1};
  if (shape.empty() || starts.size() != 1 || ends.size() != 1 || axes.size() > 1 ||
      (axes.size() == 1 && dimension(axes[0], shape.size()) != 0) || steps.size() != 1 ||
      steps[0] == 0 || std::abs(steps[0]) > kMaxExtent || shape[0] == 0) {
    throw Unsupported("found other than one range along the first dimension, expected that");
  }
  const std::size_t inner = numbers.size() / static_cast<std::size_t>(shape[0]);
  Constant taken{.shape = shape, .floats = {}, .ints = {}, .is_int = true};
  const auto rows = range(starts[0], ends[0], steps[0], shape[0]);
  for (const std::int64_t i : rows) {
    const auto from = numbers.begin() + i * static_cast<std::ptrdiff_t>(inner);
    taken.ints.insert(taken.ints.end(), from, from + static_cast<std::ptrdiff_t>(inner));
  }
  taken.shape[0] = static_cast<std::int64_t>(rows.size());
  return taken;
}

Value constant_of_shape(const Operator& op, Conversion& /*conversion*/) {
  const auto* value = op.find("value");
  Constant one{.shape = {1}, .floats = {0.0F}, .ints = {}};
  if (value != nullptr) one = read_tensor(value->t(), {});
  if (one.size() != 1) throw Unsupported("found several numbers, expected one");
  const std::size_t numbers = numbers_in(op.ints(0));
  if (numbers > static_cast<std::size_t>(kMaxExtent)) {
    throw Unsupported(fmt::format("found {} numbers, expected at most {}", numbers, kMaxExtent));
  }
  one.shape = op.ints(0);
  if (one.is_int) {
    one.ints.assign(numbers, one.ints.front());
  } else {
    one.floats.assign(numbers, one.floats.front());
  }
  return one;
}

/// Scale and zero point of a value as a whole.
std::pair<float, std::int64_t> scaling_of(const Operator& op) {
  if (!op.has(2)) return {op.scalar(1), 0};
  if (op.ints(2).size() != 1) throw Unsupported("found several zero points, expected one");
  return {op.scalar(1), op.ints(2).front()};
}

/// Of whole numbers of any size.
float centred(std::int64_t x, std::int64_t zero) {
  return static_cast<float>(static_cast<double>(x) - static_cast<double>(zero));
}

/// (x - zero point) times the scale, for each number or along one dimension.
Value dequantize(const Operator& op, Conversion& conversion) {
  if (!op.is_constant(0)) {
    const Activation& x = op.activation(0);
    const auto found = conversion.quantised.find(x.node);
    if (found == conversion.quantised.end() || found->second != scaling_of(op)) {
      throw Unsupported("found another scale than its QuantizeLinear has, expected the same");
    }
    return x;
  }
  const Constant& x = op.constant(0);
  const std::vector<float>& scales = op.floats(1).floats;
  const std::vector<std::int64_t> zeros = op.has(2) ? op.ints(2) : Sizes(scales.size(), 0);
  std::size_t inner = x.size();
  if (scales.size() != 1) {
    const std::size_t axis = dimension(op.integer("axis", 1), x.shape.size());
    if (x.shape[axis] != static_cast<std::int64_t>(scales.size())) {
      throw Unsupported(fmt::format("found {} scales, expected {}", scales.size(), x.shape[axis]));
    }
    inner = 1;
    for (std::size_t k = axis + 1; k < x.shape.size(); ++k) {
      inner *= static_cast<std::size_t>(x.shape[k]);
    }
  }
  if (zeros.size() != scales.size()) {
    throw Unsupported(
        fmt::format("found {} zero points, expected {}", zeros.size(), scales.size()));
  }
  Constant y{.shape = x.shape, .floats = std::vector<float>(x.size()), .ints = {}};
  for (std::size_t i = 0; i < op.ints(0).size(); ++i) {
    const std::size_t c = scales.size() == 1 ? 0 : i / inner % scales.size();
    y.floats[i] = centred(x.ints[i], zeros[c]) * scales[c];
  }
  return y;
}

/// A value that is rounded to 8 bits. Ours is not, but stays within what 8 bits could hold: tools
/// that quantise a network leave a ReLU to that.
Value quantize(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  const auto [scale, zero] = scaling_of(op);
  const std::int64_t least = op.has(2) && op.constant(2).is_int8 ? -128 : 0;
  const float low = centred(least, zero) * scale;
  const float high = centred(least + 255, zero) * scale;
  conversion.notes.insert(
      "QuantizeLinear is taken over as its limits, without the rounding to 8 bits");
  const int node = conversion.draft.add(
      op.name(), "clip", {fmt::format("{}", low), fmt::format("{}", high)}, {x.node});
  conversion.quantised[node] = {scale, zero};
  return Activation{.node = node, .dims = x.dims};
}

}  // namespace

const Converters& constant_converters() {
  static const Converters table{{"Cast", cast},
                                {"Constant", constant_node},
                                {"ConstantOfShape", constant_of_shape},
                                {"DequantizeLinear", dequantize},
                                {"Dropout", identity},
                                {"Gather", gather},
                                {"Identity", identity},
                                {"QuantizeLinear", quantize},
                                {"Shape", shape},
                                {"Slice", slice}};
  return table;
}

}  // namespace backbeat::nn::onnx
