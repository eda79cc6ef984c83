#include "nn/layers/relu.h"

namespace backbeat::nn {

void Relu::forward(const Forward& pass) const {
  const real* f = pass.inputs[0].data();
  real* h = pass.output.data();
  const std::size_t n = pass.output.size();
#pragma omp parallel for simd schedule(static)
  for (std::size_t i = 0; i < n; ++i) h[i] = f[i] < 0 ? real{0} : f[i];
}

void Relu::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const real* h = pass.output.data();
  const real* dh = pass.d_output.data();
  real* df = pass.d_inputs[0].data();
  const std::size_t n = pass.output.size();
#pragma omp parallel for simd schedule(static)
  for (std::size_t i = 0; i < n; ++i) df[i] = h[i] > 0 ? dh[i] : real{0};
}

}  // namespace backbeat::nn
