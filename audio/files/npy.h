#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <vector>

// NumPy's array files, format 1.0 (numpy.lib.format): float32, and to read also float16 and int8,
// little-endian.
namespace backbeat::audio {

/// A file that is not such an array. The text names the file, what was found and what was expected.
class NpyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<float> values;  ///< row-major; as many as the product of `shape`
};

/// Reads an array of one to `dimensions` dimensions, stored in C order, or with one or two of them
/// in Fortran order. Throws NpyError.
NpyArray read_npy(const std::filesystem::path& path, std::size_t dimensions = 2);

/// Writes in C order a (rows, columns) matrix of rows * columns `values`. Throws std::runtime_error
/// naming the path where it can not be written.
void write_npy(const std::filesystem::path& path, std::span<const float> values, std::size_t rows,
               std::size_t columns);

}  // namespace backbeat::audio
