#include "nn/onnx/converter.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/limits.h"

namespace backbeat::nn::onnx {
namespace {

/// "features.0" of "features.0.weight".
std::string without_tail(std::string name, std::string_view tail) {
  if (name.size() > tail.size() && name.ends_with(tail)) {
    name.resize(name.size() - tail.size());
    return name;
  }
  return {};
}

/// "features.0" of "/features/features.0/Conv": the module, without the operator that it ran.
std::string module_of(const std::string& path, const std::string& type) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path) {
    if (c != '/') {
      part += c;
      continue;
    }
    if (!part.empty()) parts.push_back(part);
    part.clear();
  }
  if (!part.empty()) parts.push_back(part);
  if (parts.size() > 1 && parts.back().starts_with(type)) parts.pop_back();
  return parts.empty() ? std::string() : parts.back();
}

}  // namespace

std::string Operator::name() const {
  for (const std::string& input : node_.input()) {
    std::string module = without_tail(input, ".weight");
    if (!module.empty()) return module;
  }
  std::string module = module_of(node_.name(), type());
  if (!module.empty()) return module;
  return node_.output_size() > 0 ? node_.output(0) : type();
}

bool Operator::is_constant(std::size_t i) const {
  return has(i) && std::holds_alternative<Constant>(*inputs_[i]);
}

const Activation& Operator::activation(std::size_t i) const {
  const auto* found = has(i) ? std::get_if<Activation>(inputs_[i]) : nullptr;
  if (found != nullptr) return *found;
  throw Unsupported(fmt::format("input {}: found {}, expected a value that is computed", i + 1,
                                has(i) ? "a constant" : "none"));
}

const Constant& Operator::constant(std::size_t i) const {
  const auto* found = has(i) ? std::get_if<Constant>(inputs_[i]) : nullptr;
  if (found != nullptr) return *found;
  throw Unsupported(fmt::format("input {}: found {}, expected a constant", i + 1,
                                has(i) ? "a value that is computed" : "none"));
}

const Constant& Operator::floats(std::size_t i) const {
  const Constant& found = constant(i);
  if (!found.is_int) return found;
  throw Unsupported(fmt::format("input {}: found whole numbers, expected floats", i + 1));
}

const std::vector<std::int64_t>& Operator::ints(std::size_t i) const {
  const Constant& found = constant(i);
  if (found.is_int) return found.ints;
  throw Unsupported(fmt::format("input {}: found floats, expected whole numbers", i + 1));
}

float Operator::scalar(std::size_t i) const {
  const Constant& found = floats(i);
  if (found.floats.size() == 1) return found.floats.front();
  throw Unsupported(
      fmt::format("input {}: found {} numbers, expected one", i + 1, found.floats.size()));
}

const ::onnx::AttributeProto* Operator::find(const char* name) const {
  for (const auto& attribute : node_.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

std::int64_t Operator::integer(const char* name, std::int64_t fallback) const {
  const auto* found = find(name);
  return found == nullptr ? fallback : found->i();
}

float Operator::number(const char* name, float fallback) const {
  const auto* found = find(name);
  return found == nullptr ? fallback : found->f();
}

std::string Operator::text(const char* name, const char* fallback) const {
  const auto* found = find(name);
  return found == nullptr ? fallback : found->s();
}

std::vector<std::int64_t> Operator::integers(const char* name) const {
  const auto* found = find(name);
  if (found == nullptr) return {};
  return {found->ints().begin(), found->ints().end()};
}

std::vector<std::int64_t> Operator::integers_or_input(const char* name, std::size_t i) const {
  std::vector<std::int64_t> found = integers(name);
  if (found.empty() && has(i)) found = ints(i);
  return found;
}

Value elementwise(const Operator& op, Conversion& conversion, const char* kind,
                  std::vector<std::string> arguments) {
  const Activation& x = op.activation(0);
  return Activation{.node = conversion.draft.add(op.name(), kind, std::move(arguments), {x.node}),
                    .dims = x.dims};
}

std::size_t dimension(std::int64_t axis, std::size_t rank) {
  const auto n = static_cast<std::int64_t>(rank);
  if (axis < -n || axis >= n) {
    throw Unsupported(fmt::format("axis: found {}, expected one of {} dimensions", axis, n));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}

std::vector<std::int64_t> sizes_of(const Activation& x) {
  std::vector<std::int64_t> sizes{kBatch};
  for (const Dim& dim : x.dims) sizes.push_back(size_of(dim));
  return sizes;
}

std::vector<Axis> spatial_axes(const Activation& value, const Shape& shape, std::size_t skip) {
  const std::size_t n = value.dims.size() - std::min(skip, value.dims.size());
  if (n < 1 || n > 2) {
    throw Unsupported(fmt::format("found {} spatial dimensions, expected one or two", n));
  }
  std::vector<std::optional<Axis>> axes;
  for (std::size_t k = 0; k < n; ++k) {
    const Dim& dim = value.dims[skip + k];
    const auto axis = whole_axis(dim, shape);
    if (!dim.empty() && (!axis || *axis == Axis::kChannel)) {
      throw Unsupported("found channels among the spatial dimensions, expected height and width");
    }
    axes.push_back(axis);
  }
  // A dimension of size 1 is an axis of which the map has one line.
  const auto is_free = [&](Axis axis) {
    return size_along(shape, axis) == 1 && std::ranges::count(axes, std::optional(axis)) == 0;
  };
  for (auto& axis : axes) {
    if (axis) continue;
    if (is_free(Axis::kHeight)) {
      axis = Axis::kHeight;
    } else if (is_free(Axis::kWidth)) {
      axis = Axis::kWidth;
    } else {
      throw Unsupported("found a spatial dimension of size 1 beside height and width");
    }
  }
  if (n == 1) return {*axes[0]};
  return {*axes[0], *axes[1]};
}

Extent extent_of(const std::vector<std::int64_t>& sizes, const std::vector<Axis>& axes,
                 int fallback) {
  Extent extent{.height = fallback, .width = fallback};
  for (std::size_t k = 0; k < axes.size() && k < sizes.size(); ++k) {
    if (sizes[k] < 0 || sizes[k] > kMaxExtent) {
      throw Unsupported(fmt::format("found a size of {}, expected 0 to {}", sizes[k], kMaxExtent));
    }
    (axes[k] == Axis::kHeight ? extent.height : extent.width) = static_cast<int>(sizes[k]);
  }
  return extent;
}

namespace {

std::string word(const Extent& extent) {
  if (extent.height == extent.width) return std::to_string(extent.height);
  return fmt::format("{}x{}", extent.height, extent.width);
}

std::string word(const Padding& pad) {
  const std::string text = to_string(pad);
  const auto cross = text.find('x');
  return text.substr(0, cross) == text.substr(cross + 1) ? text.substr(0, cross) : text;
}

/// Zeros before and after `n` numbers so that ceil(n / stride) windows fit ("same").
std::int64_t same_padding(std::int64_t n, std::int64_t kernel, std::int64_t stride,
                          std::int64_t dilation) {
  const std::int64_t positions = (n + stride - 1) / stride;
  return std::max<std::int64_t>((positions - 1) * stride + (kernel - 1) * dilation + 1 - n, 0);
}

}  // namespace

Window window_of(const Operator& op, const std::vector<Axis>& axes,
                 const std::vector<std::int64_t>& kernel, const Shape& input) {
  if (kernel.size() != axes.size()) {
    throw Unsupported(
        fmt::format("kernel: found {} dimensions, expected {}", kernel.size(), axes.size()));
  }
  Window window;
  window.kernel = extent_of(kernel, axes);
  window.stride = extent_of(op.integers("strides"), axes);
  window.dilation = extent_of(op.integers("dilations"), axes);
  const Extent strides = window.stride;
  if (strides.height < 1 || strides.width < 1) throw Unsupported("found a stride of 0");
  std::vector<std::int64_t> pads = op.integers("pads");
  const std::string automatic = op.text("auto_pad", "NOTSET");
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    pads.assign(2 * axes.size(), 0);
    for (std::size_t k = 0; k < axes.size(); ++k) {
      const bool is_height = axes[k] == Axis::kHeight;
      const std::int64_t all = same_padding(
          size_along(input, axes[k]), is_height ? window.kernel.height : window.kernel.width,
          is_height ? window.stride.height : window.stride.width,
          is_height ? window.dilation.height : window.dilation.width);
      const std::int64_t less = all / 2;
      pads[k] = automatic == "SAME_UPPER" ? less : all - less;
      pads[k + axes.size()] = all - pads[k];
    }
  } else if (automatic == "VALID") {
    pads.clear();
  } else if (automatic != "NOTSET") {
    throw Unsupported(fmt::format("auto_pad: found '{}', expected one of ONNX's", automatic));
  }
  if (pads.empty()) return window;
  if (pads.size() != 2 * axes.size()) {
    throw Unsupported(
        fmt::format("pads: found {} numbers, expected {}", pads.size(), 2 * axes.size()));
  }
  const auto half = pads.begin() + static_cast<std::ptrdiff_t>(axes.size());
  window.pad.before = extent_of({pads.begin(), half}, axes, 0);
  window.pad.after = extent_of({half, pads.end()}, axes, 0);
  return window;
}

std::vector<std::string> words_of(const Window& window, const Extent& usual) {
  std::vector<std::string> words{fmt::format("{}x{}", window.kernel.height, window.kernel.width)};
  const auto option = [&](const char* name, std::string value) {
    words.emplace_back(name);
    words.push_back(std::move(value));
  };
  if (window.stride != usual) option("stride", word(window.stride));
  if (window.pad != Padding{}) option("pad", word(window.pad));
  if (window.dilation != Extent{}) option("dilation", word(window.dilation));
  return words;
}

void take_in(const Padding& pad, Window& window) {
  window.pad.before.height += pad.before.height;
  window.pad.before.width += pad.before.width;
  window.pad.after.height += pad.after.height;
  window.pad.after.width += pad.after.width;
}

}  // namespace backbeat::nn::onnx
