#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nn/buffer.h"

// What a network has learnt: the tensors of its layers, one after another in two buffers.
namespace backbeat::nn {

/// How a parameter begins.
enum class Init {
  kHe,    ///< normal, mean 0, variance 2 / fan_in
  kZero,  ///< biases, batch norm's shift
  kOne,   ///< batch norm's scale
};

/// One parameter tensor of a layer, or one tensor of its running state.
struct TensorSpec {
  std::string name;        ///< PyTorch's: "weight", "bias", "running_mean", "running_var"
  std::vector<int> shape;  ///< PyTorch's, row-major
  Init init = Init::kZero;
  int fan_in = 1;       ///< inputs that one output sums over
  bool decays = false;  ///< weight decay applies: to weights, not to biases, scales and shifts
  bool frozen = false;  ///< does not learn: its gradient stays 0, and it does not decay

  std::size_t size() const;
};

/// A tensor's place in Parameters::phi or Parameters::state.
struct TensorSlice {
  std::string name;  ///< "node.tensor", as in model files
  TensorSpec spec;
  std::size_t offset = 0;

  std::span<const real> of(const Buffer& buffer) const {
    return std::span(buffer).subspan(offset, spec.size());
  }
  std::span<real> of(Buffer& buffer) const {
    return std::span(buffer).subspan(offset, spec.size());
  }
};

/// All numbers of a network: what is learnt, and the running statistics beside it.
struct Parameters {
  Buffer phi;
  Buffer state;
};

}  // namespace backbeat::nn
