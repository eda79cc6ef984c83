#pragma once

#include <stdexcept>

namespace backbeat::nn {

/// A network whose text or shapes do not fit. The text names source, line and node, what was found
/// and what was expected.
class ShapeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A network that needs more memory than it may have (nn/buffer.h).
class MemoryError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A weights file that is damaged, of another version, or of another network.
class FormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace backbeat::nn
