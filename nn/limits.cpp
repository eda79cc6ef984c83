#include "nn/limits.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/errors.h"

namespace backbeat::nn {

void check_numbers(std::initializer_list<std::int64_t> factors, const char* what) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) {
    // Neither factor is above kMaxNumbers here, so that 64 bits hold the product.
    product *= std::clamp(factor, std::int64_t{1}, kMaxNumbers + 1);
    if (product <= kMaxNumbers) continue;
    throw ShapeError(fmt::format("{}: found {} numbers, expected at most {}", what,
                                 fmt::join(factors, "x"), kMaxNumbers));
  }
}

const Shape& checked(const Shape& shape) {
  check_numbers({shape.channels, shape.height, shape.width}, "shape");
  return shape;
}

}  // namespace backbeat::nn
