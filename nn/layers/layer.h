#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nn/limits.h"
#include "nn/parameters.h"
#include "nn/real.h"
#include "nn/shape.h"

namespace backbeat::nn {

/// Training: batch statistics, dropout active. Evaluation: running statistics, no dropout.
enum class Mode { kTrain, kEvaluate };

/// Buffers of one forward call. Each holds `batch` examples one after another.
struct Forward {
  int batch = 0;
  Mode mode = Mode::kTrain;
  std::span<const std::span<const real>> inputs;  ///< one per node that feeds this one
  std::span<real> output;
  std::span<const real> phi;     ///< this layer's parameters, in the order of parameters()
  std::span<const real> state;   ///< this layer's running state, in the order of state()
  std::span<real> cache;         ///< kept until backward
  std::span<real> scratch;       ///< free for the length of this call
  std::uint64_t random_key = 0;  ///< the same in backward: random masks are drawn again, not stored
  bool again = false;            ///< a repeated call: the cache already holds what the first left
};

/// Buffers of one backward call. The layer *writes* `d_inputs` and *adds* to `d_phi`, which is empty
/// where its parameters are frozen.
struct Backward {
  int batch = 0;
  Mode mode = Mode::kTrain;
  std::span<const std::span<const real>> inputs;  ///< as in forward, where needs().input
  std::span<const real> output;                   ///< as in forward, where needs().output
  std::span<const real> d_output;                 ///< dL/d(output)
  std::span<const std::span<real>> d_inputs;      ///< dL/d(input); an empty span is not wanted
  std::span<const real> phi;
  std::span<real> d_phi;
  std::span<const real> state;
  std::span<const real> cache;
  std::span<real> scratch;
  std::uint64_t random_key = 0;
  bool add = false;  ///< add to d_inputs[0] instead of writing it; where can_add()
};

/// One operation of the network. A layer is immutable and owns no numbers: it says what it needs,
/// and computes on buffers that the caller owns, so one layer serves many threads at once.
class Layer {
 public:
  /// What it computes: one for each class that derives from this one, which names it kKind.
  enum class Kind {
    kAdd,
    kAvgPool,
    kBatchNorm,
    kConcat,
    kConvolution,
    kDropout,
    kFlatten,
    kGlobalAvgPool,
    kGlobalMaxPool,
    kLinear,
    kMaxPool,
    kPointwise,
    kRelu,
    kScale,
  };

  /// Throws ShapeError where an example of the output is too large (nn/limits.h).
  Layer(Kind kind, const Shape& output) : kind_(kind), output_shape_(checked(output)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  Kind kind() const { return kind_; }
  const Shape& output_shape() const { return output_shape_; }

  virtual std::vector<TensorSpec> parameters() const { return {}; }
  virtual std::vector<TensorSpec> state() const { return {}; }

  /// What backward reads of forward's values: only that is kept.
  struct Needs {
    bool input = false;  ///< all inputs
    bool output = false;
    bool first_input = false;

    bool reads_input(std::size_t j) const { return input || (first_input && j == 0); }
  };
  virtual Needs needs() const { return {}; }
  /// Whether forward is one pass over memory: its output is then cheaper to compute again than to
  /// keep.
  virtual bool is_light() const { return false; }
  virtual std::size_t cache_size(int /*batch*/) const { return 0; }
  virtual std::size_t scratch_size(int /*batch*/, int /*threads*/) const { return 0; }
  /// Whether backward can add to the gradient of its only input, which another user wrote before.
  virtual bool can_add() const { return false; }
  /// Multiplications with an addition, for one example going forward.
  virtual std::int64_t multiply_adds() const { return 0; }
  /// The same for a batch: what nn/parallel.h weighs.
  std::size_t operations(int batch) const {
    return static_cast<std::size_t>(multiply_adds()) * static_cast<std::size_t>(batch);
  }

  virtual void forward(const Forward& pass) const = 0;
  virtual void backward(const Backward& pass) const = 0;
  /// Moves the running state towards what the last training forward pass left in `cache`.
  virtual void update_state(int /*batch*/, std::span<const real> /*cache*/,
                            std::span<real> /*state*/) const {}

 private:
  Kind kind_;
  Shape output_shape_;
};

/// `layer` as a `Derived`, or null where it is of another kind or null itself.
template <typename Derived>
const Derived* layer_as(const Layer* layer) {
  const bool is_one = layer != nullptr && layer->kind() == Derived::kKind;
  return is_one ? static_cast<const Derived*>(layer) : nullptr;
}

}  // namespace backbeat::nn
