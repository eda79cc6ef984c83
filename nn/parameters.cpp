#include "nn/parameters.h"

namespace backbeat::nn {

std::size_t TensorSpec::size() const {
  std::size_t n = 1;
  for (int extent : shape) n *= static_cast<std::size_t>(extent);
  return n;
}

}  // namespace backbeat::nn
