#pragma once

#include "nn/layers/layer.h"

// Concat: the channels of all inputs, one after another, or interleaved: one of each in turn.
//
//   shapes    h_j (H, W, C_j)   f (H, W, C_1 + C_2 + ...)
//   interleaved, J inputs of C channels: f[c J + j] = h_j[c]
//   backward  dh_j = the channels of df that came from h_j
namespace backbeat::nn {

class Concat : public Layer {
 public:
  static constexpr Kind kKind = Kind::kConcat;

  enum class Order { kOneAfterAnother, kInterleaved };
  /// Throws ShapeError where there are fewer than two inputs, or their heights or widths differ, or
  /// the numbers of channels of those to be interleaved.
  explicit Concat(std::span<const Shape> inputs, Order order = Order::kOneAfterAnother);

  Order order() const { return order_; }

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  /// Calls visit(input j, place in h_j, place in f, adjacent numbers) for all of f.
  template <typename Visit>
  void for_each_run(std::size_t pixels, Visit visit) const;

  std::vector<std::size_t> channels_;  ///< of each input
  Order order_;
};

}  // namespace backbeat::nn
