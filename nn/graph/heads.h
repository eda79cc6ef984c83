#pragma once

#include <string>
#include <vector>

#include "nn/graph/network.h"

// Further outputs of a network that is already there.
namespace backbeat::nn {

/// A linear layer on the last hidden layer, beside the one that gives the logits.
struct Head {
  std::string name;  ///< of its node
  int outputs = 1;
};

/// `network` with an output for each head, in their order, before the logits. Throws ShapeError
/// where a name is taken or the last layer's input is no vector.
Network with_heads(const Network& network, const std::vector<Head>& heads);

/// `network` with its last hidden layer, what the last node reads, as an output before the logits.
/// The parameters of `network` fit.
Network with_hidden_output(const Network& network);

/// Copies what `from` and `to` both have, by name, out of `source` into `target`.
void copy_common(const Network& from, const Parameters& source, const Network& to,
                 Parameters& target);

}  // namespace backbeat::nn
