// Operators that move dimensions: the map stays as it is, and other axes lie under them.

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "nn/limits.h"
#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {
namespace {

using Sizes = std::vector<std::int64_t>;

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

}  // namespace

const Converters& shape_converters() {
  static const Converters table{{"Flatten", flatten},
                                {"Reshape", reshape},
                                {"Squeeze", squeeze},
                                {"Transpose", transpose},
                                {"Unsqueeze", unsqueeze}};
  return table;
}

}  // namespace backbeat::nn::onnx
