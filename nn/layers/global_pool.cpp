#include "nn/layers/global_pool.h"

#include <algorithm>

#include "nn/layers/examples.h"
#include "nn/layers/pool.h"
#include "nn/parallel.h"

namespace backbeat::nn {
void GlobalMaxPool::forward(const Forward& pass) const {
  const int channels = input_.channels;
  parallel_for(pass.batch, pass.inputs[0].size(), [&](int i) {
    const real* h = example(pass.inputs[0], input_, i);
    real* f = example(pass.output, output_shape(), i);
    std::copy_n(h, channels, f);
    for (int pixel = 1; pixel < input_.plane(); ++pixel) {
      h += channels;
      for (int c = 0; c < channels; ++c) f[c] = wins(h[c], f[c]) ? h[c] : f[c];
    }
  });
}

void GlobalMaxPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const int channels = input_.channels;
  parallel_for(pass.batch, pass.inputs[0].size(), [&](int i) {
    const real* h = example(pass.inputs[0], input_, i);
    const real* df = example(pass.d_output, output_shape(), i);
    real* dh = example(pass.d_inputs[0], input_, i);
    std::fill_n(dh, input_.size(), real{0});
    for (int c = 0; c < channels; ++c) {
      int best = c;
      for (int at = c; at < channels * input_.plane(); at += channels) {
        best = wins(h[at], h[best]) ? at : best;
      }
      dh[best] = df[c];
    }
  });
}

void GlobalAvgPool::forward(const Forward& pass) const {
  const int channels = input_.channels;
  const auto scale = real{1} / static_cast<real>(input_.plane());
  parallel_for(pass.batch, pass.inputs[0].size(), [&](int i) {
    const real* h = example(pass.inputs[0], input_, i);
    real* f = example(pass.output, output_shape(), i);
    std::fill_n(f, channels, real{0});
    for (int pixel = 0; pixel < input_.plane(); ++pixel, h += channels) {
      for (int c = 0; c < channels; ++c) f[c] += h[c];
    }
    for (int c = 0; c < channels; ++c) f[c] *= scale;
  });
}

void GlobalAvgPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const int channels = input_.channels;
  const auto scale = real{1} / static_cast<real>(input_.plane());
  parallel_for(pass.batch, pass.d_inputs[0].size(), [&](int i) {
    const real* df = example(pass.d_output, output_shape(), i);
    real* dh = example(pass.d_inputs[0], input_, i);
    for (int pixel = 0; pixel < input_.plane(); ++pixel, dh += channels) {
      for (int c = 0; c < channels; ++c) dh[c] = df[c] * scale;
    }
  });
}

}  // namespace backbeat::nn
