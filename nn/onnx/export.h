#pragma once

#include <map>
#include <optional>
#include <string>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// What an ONNX file says beside the network.
struct OnnxExport {
  /// Present: the outputs are "probabilities", softmax(logits / temperature), and "embedding", what
  /// the last node reads. Absent: what leaves the network, by its nodes' names.
  std::optional<double> temperature;
  std::map<std::string, std::string> metadata;  ///< its metadata_props
};

/// A network as the bytes of an ONNX file: IR version 8, opset 17. The one input, "input", is
/// (batch, channels, height, width), row-major, and only the batch is left open. Values have the
/// names of our nodes; a batch norm right after a convolution or a linear layer is folded into it,
/// and dropout is left out.
std::string to_onnx(const Network& network, const Parameters& parameters,
                    const OnnxExport& options);

}  // namespace backbeat::nn
