#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "nn/onnx/axes.h"
#include "nn/onnx/constant.h"
#include "nn/onnx/draft.h"
#include "nn/onnx/proto.h"

namespace backbeat::nn::onnx {

/// Why an operator can not be taken over: what was found, what was expected.
class Unsupported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a node of the draft looks like to the graph: its axes under the graph's dimensions.
struct Activation {
  int node = 0;
  Dims dims;
};

using Value = std::variant<Constant, Activation>;

/// An operator with what it reads, while it is converted.
class Operator {
 public:
  Operator(const ::onnx::NodeProto& node, std::vector<const Value*> inputs)
      : node_(node), inputs_(std::move(inputs)) {}

  const std::string& type() const { return node_.op_type(); }
  const ::onnx::NodeProto& proto() const { return node_; }
  /// A short name that a person would give it: of its weights, or of the module that it was.
  std::string name() const;

  std::size_t inputs() const { return inputs_.size(); }
  bool has(std::size_t i) const { return i < inputs_.size() && inputs_[i] != nullptr; }
  bool is_constant(std::size_t i) const;
  /// Throw Unsupported where input i is missing or of the other sort.
  const Activation& activation(std::size_t i) const;
  const Constant& constant(std::size_t i) const;
  /// A constant of floats, or of whole numbers.
  const Constant& floats(std::size_t i) const;
  const std::vector<std::int64_t>& ints(std::size_t i) const;
  float scalar(std::size_t i) const;  ///< the only number of a constant of floats

  const ::onnx::AttributeProto* find(const char* name) const;
  std::int64_t integer(const char* name, std::int64_t fallback) const;
  float number(const char* name, float fallback) const;
  std::string text(const char* name, const char* fallback) const;
  std::vector<std::int64_t> integers(const char* name) const;
  /// The attribute of that name, as older versions have it, or else input i; empty: neither.
  std::vector<std::int64_t> integers_or_input(const char* name, std::size_t i) const;

 private:
  const ::onnx::NodeProto& node_;
  std::vector<const Value*> inputs_;
};

/// What all conversions share.
struct Conversion {
  Draft draft;
  std::int64_t batch = 1;  ///< that the graph is written for, where it is not open
  std::set<std::string> notes;
  std::set<std::string> is_read;  ///< values that a node of the graph reads
  /// Scale and zero point of the nodes of the draft that QuantizeLinear became.
  std::map<int, std::pair<float, std::int64_t>> quantised;
};

/// Converts one operator to its first output. Throws Unsupported.
using Convert = Value (*)(const Operator& op, Conversion& conversion);

// By families, each in a file of its own. Where an operator computes with constants alone, what it
// gives is a constant.
using Converters = std::map<std::string, Convert>;
const Converters& weighted_converters();    ///< Conv, Gemm, MatMul, BatchNormalization
const Converters& pooling_converters();     ///< pools, reductions, Pad
const Converters& activation_converters();  ///< Relu, Clip, ...
const Converters& arithmetic_converters();  ///< Add, Mul, ... and Concat
const Converters& shape_converters();       ///< what only moves dimensions
const Converters& constant_converters();    ///< constants, shapes, and what does nothing

/// A layer of that kind on the operator's first input, whose dimensions stay as they are.
Value elementwise(const Operator& op, Conversion& conversion, const char* kind,
                  std::vector<std::string> arguments = {});

/// The position of a dimension that may be counted from the end. Throws Unsupported.
std::size_t dimension(std::int64_t axis, std::size_t rank);

/// kBatch, and the sizes of all dimensions.
std::vector<std::int64_t> sizes_of(const Activation& x);

/// How the spatial dimensions of a value, all after the first `skip`, lie over a map: which axis
/// each of them is. Throws Unsupported where one is no axis.
std::vector<Axis> spatial_axes(const Activation& value, const Shape& shape, std::size_t skip);

/// Sizes along height and width from those of the spatial dimensions, 1 where there is none.
Extent extent_of(const std::vector<std::int64_t>& sizes, const std::vector<Axis>& axes,
                 int fallback = 1);

/// kernel, strides, pads and dilations of a convolution or pool over these axes; `input` is the
/// map's shape. Throws Unsupported.
Window window_of(const Operator& op, const std::vector<Axis>& axes,
                 const std::vector<std::int64_t>& kernel, const Shape& input);

/// A window in the words of a network's text; `usual` is the stride that goes without saying.
std::vector<std::string> words_of(const Window& window, const Extent& usual);

/// Takes padding that stands before a window into it.
void take_in(const Padding& pad, Window& window);

}  // namespace backbeat::nn::onnx
