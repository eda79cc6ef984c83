#pragma once

#include <memory>
#include <vector>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// Lets one layer do the work of several nodes: a batch norm and what follows it and nothing else,
///
///   batch_norm, then any of   add of two nodes, relu, max_pool 2x2   in this order.
///
/// Changes the operations of these nodes: all but the last one's are emptied. The numbers stay the
/// same but for rounding. Returns the layers made; they must live as long as the operations.
std::vector<std::unique_ptr<Layer>> fuse(const std::vector<Network::Node>& nodes,
                                         std::vector<Network::Operation>& operations);

}  // namespace backbeat::nn
