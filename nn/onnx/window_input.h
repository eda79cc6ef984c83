#pragma once

#include <optional>
#include <string>

#include "nn/onnx/converter.h"

namespace backbeat::nn::onnx {

/// A graph's input: a batch of windows of spectrograms.
struct WindowInput {
  std::string name;
  Activation value;
  Shape shape;                ///< 1 x bands x frames
  bool frames_first = false;  ///< the graph has frames x bands
  std::int64_t batch = 1;     ///< that the graph is written for, where it is not open
};

/// Which dimensions are the `bands` and which the frames; the others have size 1. `frames` is their
/// number where the graph leaves it open. Throws FormatError where they are not to be told.
WindowInput place_input(const ::onnx::ValueInfoProto& input, int bands, std::optional<int> frames);

}  // namespace backbeat::nn::onnx
