#pragma once

#include <memory>
#include <span>

#include "nn/graph/network_text.h"
#include "nn/layers/layer.h"

namespace backbeat::nn {

/// Makes the layer that a line of a network's text describes, for inputs of the given shapes.
///
///   linear OUT [no_bias]
///   conv OUT KHxKW [stride S] [pad P] [dilation D] [groups G] [no_bias]
///                                         (P such as 1, 1x2, or 0:1x63:64: before and after)
///   max_pool KHxKW [stride S] [pad P]     (stride: the kernel, unless given)
///   avg_pool KHxKW [stride S] [pad P]
///   batch_norm [epsilon E]
///   relu    sigmoid    silu    hard_sigmoid    hard_swish    elu    leaky_relu A    clip LOW HIGH
///   global_max_pool    global_avg_pool    flatten    dropout P
///   add    scale    concat [interleaved]       (of several nodes)
///
/// Throws ShapeError on an unknown kind, wrong arguments or shapes that do not fit.
std::unique_ptr<Layer> make_layer(const NodeText& node, std::span<const Shape> inputs);

}  // namespace backbeat::nn
