#include "nn/layers/pool.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

Shape pooled_shape(const Shape& input, const Window& window, const char* kind) {
  const Extent positions = window.positions(input, kind);
  const auto& [before, after] = window.pad;
  if (std::max(before.height, after.height) > window.kernel.height / 2 ||
      std::max(before.width, after.width) > window.kernel.width / 2) {
    throw ShapeError(fmt::format("{}: pad: found {}, expected at most half the {}x{} kernel", kind,
                                 to_string(window.pad), window.kernel.height, window.kernel.width));
  }
  return {.channels = input.channels, .height = positions.height, .width = positions.width};
}

/// The pixels of one window that lie inside the plane: rows [top, bottom), columns [left, right).
struct Box {
  int top, bottom, left, right;
};

Box box_at(const Window& w, const Shape& input, int y, int x) {
  const int top = y * w.stride.height - w.pad.before.height;
  const int left = x * w.stride.width - w.pad.before.width;
  return {.top = std::max(top, 0),
          .bottom = std::min(top + w.kernel.height, input.height),
          .left = std::max(left, 0),
          .right = std::min(left + w.kernel.width, input.width)};
}

/// Calls visit(place of the pixel's first channel) for each pixel of a box, row by row.
template <typename Visit>
void for_each_pixel(const Box& box, const Shape& input, Visit visit) {
  for (int y = box.top; y < box.bottom; ++y) {
    for (int x = box.left; x < box.right; ++x) visit((y * input.width + x) * input.channels);
  }
}

/// Calls visit(place of the output's first channel, box) for each window of an example.
template <typename Visit>
void for_each_window(const Shape& input, const Shape& output, const Window& window, Visit visit) {
  int at = 0;
  for (int y = 0; y < output.height; ++y) {
    for (int x = 0; x < output.width; ++x, at += output.channels) {
      visit(at, box_at(window, input, y, x));
    }
  }
}

/// Calls work(place in the input, place in the output) for each example, in parallel.
template <typename Work>
void for_each_example(int batch, const Shape& input, const Shape& output, Work work) {
  parallel_for(batch, static_cast<std::size_t>(batch) * input.size(), [&](int i) {
    work(static_cast<std::size_t>(i) * input.size(), static_cast<std::size_t>(i) * output.size());
  });
}

}  // namespace

MaxPool::MaxPool(const Shape& input, const Window& window)
    : Layer(kKind, pooled_shape(input, window, "max_pool")), input_(input), window_(window) {}

void MaxPool::forward(const Forward& pass) const {
  const int channels = input_.channels;
  for_each_example(pass.batch, input_, output_shape(), [&](std::size_t in, std::size_t out) {
    const real* h = pass.inputs[0].data() + in;
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      real* f = pass.output.data() + out + at;
      std::copy_n(h + (std::ptrdiff_t{box.top} * input_.width + box.left) * channels, channels, f);
      for_each_pixel(box, input_, [&](int pixel) {
        for (int c = 0; c < channels; ++c) f[c] = wins(h[pixel + c], f[c]) ? h[pixel + c] : f[c];
      });
    });
  });
}

void MaxPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  for_each_example(pass.batch, input_, output_shape(), [&](std::size_t in, std::size_t out) {
    const real* h = pass.inputs[0].data() + in;
    real* dh = pass.d_inputs[0].data() + in;
    std::fill_n(dh, input_.size(), real{0});
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      const real* df = pass.d_output.data() + out + at;
      for (int c = 0; c < input_.channels; ++c) {
        int best = (box.top * input_.width + box.left) * input_.channels + c;
        for_each_pixel(box, input_,
                       [&](int pixel) { best = wins(h[pixel + c], h[best]) ? pixel + c : best; });
        dh[best] += df[c];
      }
    });
  });
}

AvgPool::AvgPool(const Shape& input, const Window& window)
    : Layer(kKind, pooled_shape(input, window, "avg_pool")), input_(input), window_(window) {}

void AvgPool::forward(const Forward& pass) const {
  const real scale = real{1} / static_cast<real>(window_.kernel.height * window_.kernel.width);
  const int channels = input_.channels;
  for_each_example(pass.batch, input_, output_shape(), [&](std::size_t in, std::size_t out) {
    const real* h = pass.inputs[0].data() + in;
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      real* f = pass.output.data() + out + at;
      std::fill_n(f, channels, real{0});
      for_each_pixel(box, input_, [&](int pixel) {
        for (int c = 0; c < channels; ++c) f[c] += h[pixel + c];
      });
      for (int c = 0; c < channels; ++c) f[c] *= scale;
    });
  });
}

void AvgPool::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const real scale = real{1} / static_cast<real>(window_.kernel.height * window_.kernel.width);
  const int channels = input_.channels;
  for_each_example(pass.batch, input_, output_shape(), [&](std::size_t in, std::size_t out) {
    real* dh = pass.d_inputs[0].data() + in;
    std::fill_n(dh, input_.size(), real{0});
    for_each_window(input_, output_shape(), window_, [&](int at, const Box& box) {
      const real* df = pass.d_output.data() + out + at;
      for_each_pixel(box, input_, [&](int pixel) {
        for (int c = 0; c < channels; ++c) dh[pixel + c] += df[c] * scale;
      });
    });
  });
}

}  // namespace backbeat::nn
