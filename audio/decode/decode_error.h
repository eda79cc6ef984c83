#pragma once

#include <stdexcept>

namespace backbeat::audio {

/// A file that can not be decoded, or a part of it that does not exist. The text names the file,
/// what was found and what was expected.
class DecodeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace backbeat::audio
