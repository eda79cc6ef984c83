// Operators that move dimensions, compute with shapes, or do nothing that a network would notice.

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/limits.h"
#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

using Sizes = std::vector<std::int64_t>;

Sizes sizes_of(const Activation& x) {
  Sizes sizes{kBatch};
  for (const Dim& dim : x.dims) sizes.push_back(size_of(dim));
  return sizes;
}

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

/// `sizes` with 0 (as it was) and -1 (what is left) resolved.
Sizes resolved(Sizes sizes, const Sizes& were, bool allows_zero) {
  std::int64_t known = 1, all = 1;
  for (const std::int64_t size : were) all *= size == kBatch ? 1 : size;
  std::ptrdiff_t open = -1;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0 && !allows_zero) {
      if (k >= were.size()) throw Unsupported("shape: found 0 beyond the dimensions there are");
      sizes[k] = were[k];
    }
    if (sizes[k] == -1) {
      if (open >= 0) throw Unsupported("shape: found two open sizes, expected one");
      open = static_cast<std::ptrdiff_t>(k);
    } else if (sizes[k] != kBatch) {
      if (sizes[k] < 0 || sizes[k] > kMaxNumbers) {
        throw Unsupported(fmt::format("shape: found a size of {}", sizes[k]));
      }
      known *= std::max<std::int64_t>(sizes[k], 1);
      if (known > kMaxNumbers) throw Unsupported("shape: found more numbers than there are");
    }
  }
  if (open >= 0) {
    const bool is_batch = open == 0 && known == all && !were.empty() && were.front() == kBatch &&
                          std::ranges::count(sizes, kBatch) == 0;
    sizes[static_cast<std::size_t>(open)] = is_batch ? kBatch : all / known;
  }
  return sizes;
}

Value reshape(const Operator& op, Conversion& conversion) {
  Sizes shape = op.integers_or_input("shape", 1);
  const bool allows_zero = op.integer("allowzero", 0) != 0;
  if (op.is_constant(0)) {
    Constant constant = op.constant(0);
    constant.shape = resolved(shape, constant.shape, allows_zero);
    if (numbers_in(constant.shape) != constant.size()) {
      throw Unsupported("found another number of elements, expected as many as there are");
    }
    return constant;
  }
  const Activation& x = op.activation(0);
  if (!shape.empty() && shape.front() == conversion.batch) shape.front() = kBatch;
  const Sizes sizes = resolved(shape, sizes_of(x), allows_zero);
  if (sizes.empty() || sizes.front() != kBatch || std::ranges::count(sizes, kBatch) != 1) {
    throw Unsupported("found a shape whose first dimension is not the batch, expected that");
  }
  const auto dims = regrouped(x.dims, std::span(sizes).subspan(1));
  if (!dims) {
    throw Unsupported(
        "found a shape that cuts through channels, height or width, expected one "
        "that joins whole ones");
  }
  return Activation{.node = x.node, .dims = *dims};
}

Value flatten(const Operator& op, Conversion& /*conversion*/) {
  const Activation& x = op.activation(0);
  const std::int64_t axis = op.integer("axis", 1);
  if (axis != 1 && axis + static_cast<std::int64_t>(x.dims.size()) != 0) {
    throw Unsupported(fmt::format("axis: found {}, expected 1", axis));
  }
  Dim row;
  for (const Dim& dim : x.dims) row.insert(row.end(), dim.begin(), dim.end());
  return Activation{.node = x.node, .dims = {row}};
}

Value squeeze(const Operator& op, Conversion& /*conversion*/) {
  const Sizes axes = op.integers_or_input("axes", 1);
  const bool is_constant = op.is_constant(0);
  const Sizes sizes = is_constant ? op.constant(0).shape : sizes_of(op.activation(0));
  std::vector<bool> goes(sizes.size(), false);
  for (const std::int64_t axis : axes) goes[dimension(axis, sizes.size())] = true;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (axes.empty()) goes[k] = sizes[k] == 1;
    if (goes[k] && sizes[k] != 1) {
      throw Unsupported("found a dimension of another size than 1, expected one of size 1");
    }
  }
  if (is_constant) {
    Constant constant = op.constant(0);
    constant.shape.clear();
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      if (!goes[k]) constant.shape.push_back(sizes[k]);
    }
    return constant;
  }
  Activation y{.node = op.activation(0).node, .dims = {}};
  for (std::size_t k = 1; k < sizes.size(); ++k) {
    if (!goes[k]) y.dims.push_back(op.activation(0).dims[k - 1]);
  }
  return y;
}

Value unsqueeze(const Operator& op, Conversion& /*conversion*/) {
  const Sizes axes = op.integers_or_input("axes", 1);
  const bool is_constant = op.is_constant(0);
  const std::size_t rank =
      axes.size() + (is_constant ? op.constant(0).shape.size() : op.activation(0).dims.size() + 1);
  std::vector<bool> comes(rank, false);
  for (const std::int64_t axis : axes) comes[dimension(axis, rank)] = true;
  if (std::ranges::count(comes, true) != static_cast<std::ptrdiff_t>(axes.size())) {
    throw Unsupported("axes: found one twice, expected each once");
  }
  if (is_constant) {
    Constant constant = op.constant(0);
    Sizes shape;
    auto old = constant.shape.begin();
    for (std::size_t k = 0; k < rank; ++k) shape.push_back(comes[k] ? 1 : *old++);
    constant.shape = shape;
    return constant;
  }
  if (comes[0]) throw Unsupported("found a new dimension before the batch, expected it after");
  Activation y{.node = op.activation(0).node, .dims = {}};
  auto old = op.activation(0).dims.begin();
  for (std::size_t k = 1; k < rank; ++k) y.dims.push_back(comes[k] ? Dim{} : *old++);
  return y;
}

/// Row-major numbers with their dimensions in another order.
template <typename Number>
std::vector<Number> permuted(const std::vector<Number>& from, const Sizes& shape,
                             const std::vector<std::size_t>& order) {
  std::vector<std::size_t> steps(shape.size(), 1);
  for (std::size_t k = shape.size(); k-- > 1;) {
    steps[k - 1] = steps[k] * static_cast<std::size_t>(shape[k]);
  }
  std::vector<Number> to(from.size());
  std::vector<std::size_t> at(shape.size(), 0);
  for (Number& number : to) {
    std::size_t i = 0;
    for (std::size_t k = 0; k < order.size(); ++k) i += at[k] * steps[order[k]];
    number = from[i];
    for (std::size_t k = order.size(); k-- > 0;) {
      if (++at[k] < static_cast<std::size_t>(shape[order[k]])) break;
      at[k] = 0;
    }
  }
  return to;
}

Value transpose(const Operator& op, Conversion& /*conversion*/) {
  const bool is_constant = op.is_constant(0);
  const std::size_t rank =
      is_constant ? op.constant(0).shape.size() : op.activation(0).dims.size() + 1;
  const Sizes permutation = op.integers("perm");
  std::vector<std::size_t> order(rank);
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  if (!permutation.empty()) {
    if (permutation.size() != rank) throw Unsupported("perm: found another number of dimensions");
    for (std::size_t k = 0; k < rank; ++k) order[k] = dimension(permutation[k], rank);
  }
  std::vector<std::size_t> sorted = order;
  std::ranges::sort(sorted);
  for (std::size_t k = 0; k < rank; ++k) {
    if (sorted[k] != k) throw Unsupported("perm: found a dimension twice, expected each once");
  }
  if (is_constant) {
    const Constant& from = op.constant(0);
    Constant to{.shape = {}, .floats = permuted(from.floats, from.shape, order), .ints = {}};
    to.ints = permuted(from.ints, from.shape, order);
    to.is_int = from.is_int;
    for (const std::size_t k : order) to.shape.push_back(from.shape[k]);
    return to;
  }
  if (rank == 0 || order[0] != 0) throw Unsupported("found the batch moved, expected it first");
  Activation y{.node = op.activation(0).node, .dims = {}};
  for (std::size_t k = 1; k < rank; ++k) y.dims.push_back(op.activation(0).dims[order[k] - 1]);
  return y;
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
    y.floats[i] = static_cast<float>(x.ints[i] - zeros[c]) * scales[c];
  }
  return y;
}

/// A value that is rounded to 8 bits. Ours is not, but stays within what 8 bits could hold: tools
/// that quantise a network leave a ReLU to that.
Value quantize(const Operator& op, Conversion& conversion) {
  const Activation& x = op.activation(0);
  const auto [scale, zero] = scaling_of(op);
  const std::int64_t least = op.has(2) && op.constant(2).is_int8 ? -128 : 0;
  const float low = static_cast<float>(least - zero) * scale;
  const float high = static_cast<float>(least + 255 - zero) * scale;
  conversion.notes.insert(
      "QuantizeLinear is taken over as its limits, without the rounding to 8 bits");
  const int node = conversion.draft.add(
      op.name(), "clip", {fmt::format("{}", low), fmt::format("{}", high)}, {x.node});
  conversion.quantised[node] = {scale, zero};
  return Activation{.node = node, .dims = x.dims};
}

}  // namespace

const Converters& shape_converters() {
  static const Converters table{{"Cast", cast},
                                {"Constant", constant_node},
                                {"ConstantOfShape", constant_of_shape},
                                {"DequantizeLinear", dequantize},
                                {"Dropout", identity},
                                {"Flatten", flatten},
                                {"Gather", gather},
                                {"Identity", identity},
                                {"QuantizeLinear", quantize},
                                {"Reshape", reshape},
                                {"Shape", shape},
                                {"Slice", slice},
                                {"Squeeze", squeeze},
                                {"Transpose", transpose},
                                {"Unsqueeze", unsqueeze}};
  return table;
}

}  // namespace backbeat::nn::onnx
