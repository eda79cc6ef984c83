#pragma once

#include <filesystem>

#include "nn/onnx/proto.h"

namespace backbeat::nn::onnx {

/// Opsets whose operators are read. Those of a domain other than ONNX's own are not.
inline constexpr std::int64_t kFirstOpset = 7, kLastOpset = 22;

/// The file's messages, and which version of the operators they mean.
struct ModelFile {
  ::onnx::ModelProto model;
  std::int64_t opset = 0;
  std::size_t bytes = 0;  ///< of the file
};

/// Throws FormatError naming the file where it is no ONNX file, larger than a network may be, or of
/// another opset.
ModelFile read_model(const std::filesystem::path& path);

}  // namespace backbeat::nn::onnx
