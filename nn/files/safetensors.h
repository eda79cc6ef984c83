#pragma once

#include <filesystem>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/files/mapped_file.h"
#include "nn/graph/network.h"

// The safetensors file format (huggingface.co/docs/safetensors): eight bytes N, little-endian; N
// bytes of JSON naming each tensor's dtype, shape and byte range; the numbers, row-major.
namespace backbeat::nn {

struct Tensor {
  std::vector<int> shape;
  std::vector<float> values;
};

struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;  ///< written as F32
};

/// A tensor where it lies, of a TensorFile or a SafetensorsReader, which must outlive the view.
struct TensorView {
  std::vector<int> shape;
  std::string_view bytes;  ///< little-endian, row-major; a file need not align them
  bool half = false;       ///< F16 (IEEE 754 binary16), else F32

  std::size_t size() const { return bytes.size() / (half ? 2 : sizeof(float)); }
  float at(std::size_t i) const;
};
/// Writes size() numbers. Throws FormatError, beginning with `where`, at one that is not finite.
void copy_finite(const TensorView& tensor, const std::string& where, std::span<real> out);
using TensorViews = std::map<std::string, TensorView>;

/// A safetensors file, mapped into memory: nothing but the header is copied.
class SafetensorsReader {
 public:
  /// Throws FormatError where the file is not safetensors, is damaged or can not be opened.
  explicit SafetensorsReader(const std::filesystem::path& path);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// F32 and F16; tensors of other types are left out.
  const TensorViews& tensors() const { return tensors_; }

 private:
  MappedFile file_;
  std::map<std::string, std::string> metadata_;
  TensorViews tensors_;
};

/// A file's contents, copied. Throws as SafetensorsReader does.
TensorFile read_safetensors(const std::filesystem::path& path);

/// The bytes of a file, into a stream that says itself whether it could take them.
void write_safetensors(std::ostream& stream, const TensorFile& file);

/// Copies a network's parameters and running state into `file`, under "node.tensor" names.
void store(const Network& network, const Parameters& parameters, TensorFile& file);

/// Takes them back. Throws FormatError, beginning with `source`, where a tensor is missing, has
/// another shape or holds a number that is not finite; before anything is allocated for the first
/// two.
Parameters load(const Network& network, const TensorViews& tensors, const std::string& source);
Parameters load(const Network& network, const TensorFile& file, const std::string& source);

}  // namespace backbeat::nn
