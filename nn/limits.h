#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "nn/shape.h"

// How large a network may be. Its text may come from a stranger: sizes are computed in 64 bits
// here, before anything is allocated, and within these bounds no product of them that a layer
// counts in an int overflows.
namespace backbeat::nn {

/// Every number in a network's text: channels, height, width, kernel, stride, padding, dilation.
inline constexpr int kMaxExtent = 1 << 20;
/// Numbers of one example at a node, padding included, and those of one layer's parameters.
inline constexpr std::int64_t kMaxNumbers = std::int64_t{1} << 28;
inline constexpr std::size_t kMaxNodes = 4096;

/// Throws ShapeError, which begins with `what`, where the product of `factors` is above
/// kMaxNumbers. Factors below 1 count as 1: whoever expects more says so itself.
void check_numbers(std::initializer_list<std::int64_t> factors, const char* what);

/// The same for the numbers of one example. Returns `shape`.
const Shape& checked(const Shape& shape);

}  // namespace backbeat::nn
