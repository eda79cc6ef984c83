#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "nn/onnx/proto.h"

namespace backbeat::nn::onnx {

/// Stands for the batch where a graph computes with shapes.
inline constexpr std::int64_t kBatch = std::numeric_limits<std::int64_t>::min();

/// Numbers that a graph holds, or that follow from it before anything is heard: row-major.
struct Constant {
  std::vector<std::int64_t> shape;
  std::vector<float> floats;       ///< where it is not of whole numbers
  std::vector<std::int64_t> ints;  ///< of whole numbers; kBatch among them where it is a shape
  bool is_int = false;
  bool is_int8 = false;  ///< of whole numbers from -128 on

  std::size_t size() const { return is_int ? ints.size() : floats.size(); }
};

/// The product of a shape's sizes. Throws FormatError where one is negative, or where they are more
/// numbers than a network may have (nn/limits.h).
std::size_t numbers_in(const std::vector<std::int64_t>& shape);

/// A tensor of the file. What it keeps outside is read from `folder`, where it must lie beside the
/// file itself: a plain file, named without a path. Throws FormatError on any other, on a type that
/// is not read, and where there are not as many numbers as its shape says.
Constant read_tensor(const ::onnx::TensorProto& tensor, const std::filesystem::path& folder);

}  // namespace backbeat::nn::onnx
