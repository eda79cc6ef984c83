#include "nn/layers/relu.h"

#include "nn/parallel.h"

namespace backbeat::nn {

void Relu::forward(const Forward& pass) const {
  const real* f = pass.inputs[0].data();
  real* h = pass.output.data();
  parallel_ranges(pass.output.size(), [=](std::size_t begin, std::size_t end) {
#pragma omp simd
    for (std::size_t i = begin; i < end; ++i) {
      const real value = f[i];
      h[i] = value < 0 ? real{0} : value;
    }
  });
}

void Relu::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const real* h = pass.output.data();
  const real* dh = pass.d_output.data();
  real* df = pass.d_inputs[0].data();
  parallel_ranges(pass.output.size(), [=](std::size_t begin, std::size_t end) {
#pragma omp simd
    for (std::size_t i = begin; i < end; ++i) {
      const real gradient = dh[i];
      df[i] = h[i] > 0 ? gradient : real{0};
    }
  });
}

}  // namespace backbeat::nn
