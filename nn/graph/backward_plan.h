#pragma once

#include <cstddef>
#include <vector>

#include "nn/graph/network.h"

// Which node does what, in which order, on the way back.
namespace backbeat::nn {

struct BackwardStep {
  std::size_t node = 0;
  bool forward = false;  ///< compute the node's output again, instead of its inputs' gradients
};

struct BackwardPlan {
  std::vector<BackwardStep> steps;
  std::vector<bool> kept;  ///< one per node: its output is kept from the forward pass
};

/// Only the nodes of `runs`, one per node, go back: those before which something learns.
///
/// With `keep_every` 0 everything is kept and the steps are the nodes in reverse. With
/// `light_again` the outputs of light layers (Layer::is_light) are not kept but computed again,
/// each right before the first backward pass that reads it.
///
/// With k > 0 the network is cut into sections (Chen et al. 2016, "Training deep nets with
/// sublinear memory cost"). A node can end a section if all that comes after sees what came before
/// through it alone, and some backward pass reads its output; every k-th such node does, and only
/// these outputs (and the logits) are kept. Section by section, the last one first, what its
/// backward passes read is computed again from the output kept before it, and then they run.
BackwardPlan plan_backward(const Network& network, const std::vector<bool>& runs, int keep_every,
                           bool light_again);

}  // namespace backbeat::nn
