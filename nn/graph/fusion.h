#pragma once

#include <memory>
#include <vector>

#include "nn/graph/network.h"
#include "nn/layers/batch_norm.h"

namespace backbeat::nn {

/// The node that alone reads node i's output, or -1: where there are several, or the caller reads
/// it.
int only_user(const std::vector<Network::Node>& nodes, int i);

/// A node and those after it that its layer could do the work of, any of
///
///   add of two nodes, an activation (relu, hard_swish), max_pool 2x2   in this order,
///
/// as nothing else reads what lies between them. Pooling comes after an activation that never
/// falls.
struct Chain {
  std::vector<int> nodes;  ///< the first, and those whose work it could do
  int other = -1;          ///< what is added
  BatchNorm::Then then;
};
Chain chain_from(const std::vector<Network::Node>& nodes, int first);

/// Lets a batch norm do the work of the chain that it begins. Changes the operations of these
/// nodes: all but the last one's are emptied. The numbers stay the same but for rounding. Returns
/// the layers made; they must live as long as the operations.
std::vector<std::unique_ptr<Layer>> fuse(const std::vector<Network::Node>& nodes,
                                         std::vector<Network::Operation>& operations);

}  // namespace backbeat::nn
