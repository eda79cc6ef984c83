#include "nn/layers/flatten.h"

#include <algorithm>

namespace backbeat::nn {

void Flatten::forward(const Forward& pass) const {
  std::copy(pass.inputs[0].begin(), pass.inputs[0].end(), pass.output.begin());
}

void Flatten::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  std::copy(pass.d_output.begin(), pass.d_output.end(), pass.d_inputs[0].begin());
}

}  // namespace backbeat::nn
