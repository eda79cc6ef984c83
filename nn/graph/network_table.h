#pragma once

#include <string>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// The network as a table for people: node, kind, output shape, parameters, multiply-adds and the
/// bytes of its output for one example; totals below.
std::string network_table(const Network& network);

}  // namespace backbeat::nn
