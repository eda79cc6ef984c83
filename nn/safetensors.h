#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "nn/network.h"

// The safetensors file format (huggingface.co/docs/safetensors): eight bytes N, little-endian; N
// bytes of JSON naming each tensor's dtype, shape and byte range; the numbers, row-major.
namespace backbeat::nn {

struct Tensor {
  std::vector<int> shape;
  std::vector<float> values;
};

struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;  ///< F32; tensors of other types are left out when reading
};

/// Writes to a temporary name beside `path`, then renames. Throws std::runtime_error naming the
/// path.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

/// Throws FormatError where the file is not safetensors, is damaged or can not be opened.
TensorFile read_safetensors(const std::filesystem::path& path);

/// Copies a network's parameters and running state into `file`, under "node.tensor" names.
void store(const Network& network, const Parameters& parameters, TensorFile& file);

/// Takes them back. Throws FormatError, beginning with `source`, where a tensor is missing or has
/// another shape.
Parameters load(const Network& network, const TensorFile& file, const std::string& source);

}  // namespace backbeat::nn
