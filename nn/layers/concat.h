#pragma once

#include "nn/layers/layer.h"

// Concat: the channels of all inputs, one after another.
//
//   shapes    h_j (H, W, C_j)   f (H, W, C_1 + C_2 + ...)
//   backward  dh_j = the rows of df that came from h_j
namespace backbeat::nn {

class Concat : public Layer {
 public:
  static constexpr Kind kKind = Kind::kConcat;

  /// Throws ShapeError where there are fewer than two inputs or their heights or widths differ.
  explicit Concat(std::span<const Shape> inputs);

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  std::vector<std::size_t> channels_;  ///< of each input
};

}  // namespace backbeat::nn
