#include "nn/layers/pool.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

Shape pooled_shape(const Shape& input, const Window& window, const char* kind) {
  const Extent positions = window.positions(input, kind);
  if (2 * window.pad.height > window.kernel.height || 2 * window.pad.width > window.kernel.width) {
    throw ShapeError(fmt::format("{}: pad: found {}x{}, expected at most half the {}x{} kernel",
                                 kind, window.pad.height, window.pad.width, window.kernel.height,
                                 window.kernel.width));
  }
  return {.channels = input.channels, .height = positions.height, .width = positions.width};
}

/// The pixels of one window that lie inside the plane: rows [top, bottom), columns [left, right).
struct Box {
  int top, bottom, left, right;
};

Box box_at(const Window& w, const Shape& input, int y, int x) {
  const int top = y * w.stride.height - w.pad.height;
  const int left = x * w.stride.width - w.pad.width;
  return {.top = std::max(top, 0),
          .bottom = std::min(top + w.kernel.height, input.height),
          .left = std::max(left, 0),
          .right = std::min(left + w.kernel.width, input.width)};
}

/// Offset of the maximum of a box. NaN counts as larger than all, as in PyTorch.
int argmax(const Box& box, const real* plane, int width) {
  int best = box.top * width + box.left;
  for (int y = box.top; y < box.bottom; ++y) {
    for (int x = box.left; x < box.right; ++x) {
      const int at = y * width + x;
      if (plane[at] > plane[best] || plane[at] != plane[at]) best = at;
    }
  }
  return best;
}

/// Calls visit(output offset, box) for each window of a plane.
template <typename Visit>
void for_each_window(const Shape& input, const Shape& output, const Window& window, Visit visit) {
  for (int y = 0, at = 0; y < output.height; ++y) {
    for (int x = 0; x < output.width; ++x, ++at) visit(at, box_at(window, input, y, x));
  }
}

/// Calls work(input plane offset, output plane offset) for each plane of the batch, in parallel.
template <typename Work>
void for_each_plane(int batch, const Shape& input, const Shape& output, Work work) {
  const int planes = batch * input.channels;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < planes; ++i) {
    work(static_cast<std::ptrdiff_t>(i) * input.plane(),
         static_cast<std::ptrdiff_t>(i) * output.plane());
  }
}

}  // namespace

MaxPool::MaxPool(const Shape& input, const Window& window)
    : Layer(pooled_shape(input, window, "max_pool")), input_(input), window_(window) {}

void MaxPool::forward(const Forward& pass) const {
  for_each_plane(pass.batch, input_, output_shape(), [&](std::ptrdiff_t in, std::ptrdiff_t out) {
    const real* h = pass.inputs[0].data() + in;
    real* f = pass.output.data() + out;
    for_each_window(input_, output_shape(), window_,
                    [&](int at, const Box& box) { f[at] = h[argmax(box, h, input_.width)]; });
  });
}

void MaxPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  for_each_plane(pass.batch, input_, output_shape(), [&](std::ptrdiff_t in, std::ptrdiff_t out) {
    const real* h = pass.inputs[0].data() + in;
    const real* df = pass.d_output.data() + out;
    real* dh = pass.d_inputs[0].data() + in;
    std::fill_n(dh, input_.plane(), real{0});
    for_each_window(input_, output_shape(), window_,
                    [&](int at, const Box& box) { dh[argmax(box, h, input_.width)] += df[at]; });
  });
}

AvgPool::AvgPool(const Shape& input, const Window& window)
    : Layer(pooled_shape(input, window, "avg_pool")), input_(input), window_(window) {}

void AvgPool::forward(const Forward& pass) const {
  const real scale = real{1} / static_cast<real>(window_.kernel.height * window_.kernel.width);
  for_each_plane(pass.batch, input_, output_shape(), [&](std::ptrdiff_t in, std::ptrdiff_t out) {
    const real* h = pass.inputs[0].data() + in;
    real* f = pass.output.data() + out;
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      real sum = 0;
      for (int y = box.top; y < box.bottom; ++y) {
        for (int x = box.left; x < box.right; ++x) sum += h[y * input_.width + x];
      }
      f[at] = sum * scale;
    });
  });
}

void AvgPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const real scale = real{1} / static_cast<real>(window_.kernel.height * window_.kernel.width);
  for_each_plane(pass.batch, input_, output_shape(), [&](std::ptrdiff_t in, std::ptrdiff_t out) {
    const real* df = pass.d_output.data() + out;
    real* dh = pass.d_inputs[0].data() + in;
    std::fill_n(dh, input_.plane(), real{0});
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      for (int y = box.top; y < box.bottom; ++y) {
        for (int x = box.left; x < box.right; ++x) dh[y * input_.width + x] += df[at] * scale;
      }
    });
  });
}

}  // namespace backbeat::nn
