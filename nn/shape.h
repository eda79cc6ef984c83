#pragma once

#include <cstddef>
#include <string>

namespace backbeat::nn {

/// Shape of one example, written channels x height x width. In memory it lies row by row, pixel by
/// pixel, and the channels of a pixel are adjacent (nn/channel_order.h). For a spectrogram height
/// is the mel band and width the frame; a vector of n features is n x 1 x 1.
struct Shape {
  int channels = 1;
  int height = 1;
  int width = 1;

  bool operator==(const Shape&) const = default;
  std::size_t size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(plane());
  }
  int plane() const { return height * width; }
  bool is_vector() const { return height == 1 && width == 1; }
};

/// "32x64x64", or "128" for a vector.
std::string to_string(const Shape& shape);

}  // namespace backbeat::nn
