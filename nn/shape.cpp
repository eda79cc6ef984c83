#include "nn/shape.h"

#include <fmt/format.h>

namespace backbeat::nn {

std::string to_string(const Shape& shape) {
  if (shape.is_vector()) return fmt::format("{}", shape.channels);
  return fmt::format("{}x{}x{}", shape.channels, shape.height, shape.width);
}

}  // namespace backbeat::nn
