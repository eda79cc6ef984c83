#include "nn/layers/global_pool.h"

#include <algorithm>

#include "nn/matrix.h"

namespace backbeat::nn {
namespace {

/// The maximum of a plane. NaN counts as larger than all, as in PyTorch.
const real* argmax(const real* plane, int n) {
  return std::max_element(plane, plane + n, [](real a, real b) {
    const bool b_is_nan = b != b;
    return a < b || (b_is_nan && a == a);
  });
}

}  // namespace

void GlobalMaxPool::forward(const Forward& pass) const {
  const int planes = pass.batch * input_.channels;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < planes; ++i) {
    const real* plane = pass.inputs[0].data() + static_cast<std::ptrdiff_t>(i) * input_.plane();
    pass.output[static_cast<std::size_t>(i)] = *argmax(plane, input_.plane());
  }
}

void GlobalMaxPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const int planes = pass.batch * input_.channels;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < planes; ++i) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) * input_.plane();
    const real* plane = pass.inputs[0].data() + at;
    real* d_plane = pass.d_inputs[0].data() + at;
    std::fill_n(d_plane, input_.plane(), real{0});
    d_plane[argmax(plane, input_.plane()) - plane] = pass.d_output[static_cast<std::size_t>(i)];
  }
}

void GlobalAvgPool::forward(const Forward& pass) const {
  const int planes = pass.batch * input_.channels;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < planes; ++i) {
    const ConstArray plane(pass.inputs[0].data() + static_cast<std::ptrdiff_t>(i) * input_.plane(),
                           input_.plane());
    pass.output[static_cast<std::size_t>(i)] = plane.sum() / static_cast<real>(input_.plane());
  }
}

void GlobalAvgPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const int planes = pass.batch * input_.channels;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < planes; ++i) {
    MutableArray(pass.d_inputs[0].data() + static_cast<std::ptrdiff_t>(i) * input_.plane(),
                 input_.plane())
        .setConstant(pass.d_output[static_cast<std::size_t>(i)] /
                     static_cast<real>(input_.plane()));
  }
}

}  // namespace backbeat::nn
