#include "nn/layers/flatten.h"

#include "nn/channel_order.h"

namespace backbeat::nn {

void Flatten::forward(const Forward& pass) const {
  to_channels_first(pass.inputs[0], input_, pass.output);
}

void Flatten::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  to_channels_last(pass.d_output, input_, pass.d_inputs[0]);
}

}  // namespace backbeat::nn
