#pragma once

#include <cstddef>
#include <string>

#include "datasets/batches/normalizer.h"
#include "nn/graph/network.h"

namespace backbeat::apps {

/// A linear layer on what is read of a body, each number standardised; before it a hidden layer of
/// `hidden` units with batch norm, ReLU and dropout, where that is not 0.
struct Head {
  int hidden = 0;

  friend bool operator==(const Head&, const Head&) = default;
};

/// The body, frozen, with a head of `classes` outputs. The head reads the nodes that the body's text
/// marks as `output`, or what its last node reads where it marks none: a vector as it is, a map as
/// the maximum and the mean of each channel. What only leads to other nodes is left out. Throws
/// nn::ShapeError where names of body and head meet.
nn::Network with_head(const nn::Network& body, const Head& head, int classes);

/// Has a network that with_head() or head_alone() made standardise what its head reads as
/// `numbers` does.
void standardise(const datasets::Normalizer& numbers, const nn::Network& network,
                 nn::Parameters& parameters);

/// The same cut in two, with the nodes' names. The trunk is the body up to the vector that the head
/// reads; the head alone, of a network that with_head() made, takes it as (1 x numbers x 1).
nn::Network trunk_of(const nn::Network& body);
nn::Network head_alone(const nn::Network& network);

/// Whether nothing but the head of `network`, which with_head() made, learns.
bool has_frozen_body(const nn::Network& network);
/// `network`, which with_head() made, but what the body's text has after `node` learns, all of the
/// body where that is "". Throws nn::ShapeError where the body has no such node.
nn::Network thaw(const nn::Network& network, const std::string& node);
/// Where the parameters of the head begin in phi; those of the body come before. 0: it has no head.
std::size_t head_offset(const nn::Network& network);

}  // namespace backbeat::apps
