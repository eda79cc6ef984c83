#include "audio/files/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "audio/files/replace_file.h"

// A file is: the magic and version, the header's length (2 bytes, little-endian), the header (a
// Python dictionary, padded with spaces so that the data begin at a multiple of 64), the data.
namespace backbeat::audio {
namespace {

static_assert(std::endian::native == std::endian::little, "the data are written as they lie");

constexpr std::string_view kMagicAndVersion{"\x93NUMPY\x01\x00", 8};
constexpr std::size_t kPreambleBytes = 10;
constexpr std::size_t kAlignment = 64;

std::string make_preamble(std::size_t rows, std::size_t columns) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  const std::size_t unpadded = kPreambleBytes + header.size() + 1;
  header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ').push_back('\n');
  const auto length = static_cast<unsigned>(header.size());
  std::string preamble(kMagicAndVersion);
  preamble.push_back(static_cast<char>(length & 0xFF));
  preamble.push_back(static_cast<char>(length >> 8));
  return preamble + header;
}

/// A type of number that can be read: its name in headers and how `bytes` are one.
struct NumberType {
  std::string_view descr;
  std::size_t bytes;
  float (*read)(const char* bytes);
};

float read_int8(const char* bytes) {
  return static_cast<float>(static_cast<signed char>(*bytes));
}

/// IEEE 754 binary16: sign, 5 bits of exponent, 10 bits of fraction.
float read_float16(const char* bytes) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, bytes, sizeof bits);
  const int exponent = (bits >> 10) & 0x1F;
  const int fraction = bits & 0x3FF;
  float size = std::ldexp(static_cast<float>(fraction), -24);  // subnormal
  if (exponent == 0x1F) {
    size = fraction == 0 ? std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent > 0) {
    size = std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -size : size;
}

float read_float32(const char* bytes) {
  float value = 0.0F;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

constexpr std::array<NumberType, 4> kTypes{{{"<f4", 4, read_float32},
                                            {"<f2", 2, read_float16},
                                            {"|i1", 1, read_int8},
                                            {"<i1", 1, read_int8}}};

struct Header {
  const NumberType* type = nullptr;
  std::vector<std::size_t> shape;
  bool fortran_order = false;

  std::size_t elements() const {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  }
  /// Whether elements() is a number of bytes that a file could have.
  bool is_possible() const {
    constexpr double kMost = 1e18;
    return std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>()) <= kMost;
  }
};

Header parse_header(std::string text, std::size_t dimensions, const std::filesystem::path& path) {
  std::erase(text, ' ');
  constexpr std::string_view kShape = "'shape':(";
  Header header{.fortran_order = text.find("'fortran_order':True") != text.npos};
  for (const NumberType& type : kTypes) {
    if (text.find(fmt::format("'descr':'{}'", type.descr)) != text.npos) header.type = &type;
  }
  const std::size_t shape_at = text.find(kShape);
  if (shape_at != text.npos) {
    std::istringstream extents(text.substr(shape_at + kShape.size()));
    std::size_t extent = 0;
    char separator = 0;
    while (extents >> extent >> separator) header.shape.push_back(extent);
  }
  const bool is_in_order = !header.fortran_order || header.shape.size() <= 2;
  if (header.type == nullptr || header.shape.empty() || header.shape.size() > dimensions ||
      !header.is_possible() || !is_in_order) {
    throw NpyError(fmt::format(
        "{}: header: found \"{}\", expected descr '<f4', '<f2' or '|i1' and a shape of one to {} "
        "dimensions in C order",
        path.string(), text, dimensions));
  }
  return header;
}

// Fortran order is the transpose in C order.
void transpose(NpyArray& array) {
  const std::vector<float> columns = array.values;
  const std::size_t n_rows = array.shape[0];
  const std::size_t n_columns = array.shape[1];
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t column = 0; column < n_columns; ++column) {
      array.values[row * n_columns + column] = columns[column * n_rows + row];
    }
  }
}

}  // namespace

NpyArray read_npy(const std::filesystem::path& path, std::size_t dimensions) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw NpyError(
        fmt::format("{}: found no file that can be read, expected a .npy array", path.string()));
  }
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < kPreambleBytes || !bytes.starts_with(kMagicAndVersion)) {
    throw NpyError(
        fmt::format("{}: found other content, expected a .npy array of format 1.0", path.string()));
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t header_bytes = byte(8) + 256U * byte(9);
  const Header header = parse_header(bytes.substr(kPreambleBytes, header_bytes), dimensions, path);
  const std::size_t data_begin = std::min(bytes.size(), kPreambleBytes + header_bytes);
  const std::size_t expected = header.elements() * header.type->bytes;
  if (bytes.size() - data_begin != expected) {
    throw NpyError(fmt::format("{}: data: found {} bytes, expected {}", path.string(),
                               bytes.size() - data_begin, expected));
  }
  NpyArray array{.shape = header.shape, .values = {}};
  array.values.reserve(header.elements());
  for (std::size_t at = data_begin; at < bytes.size(); at += header.type->bytes) {
    array.values.push_back(header.type->read(bytes.data() + at));
  }
  // An array of no columns may have any number of rows.
  if (header.fortran_order && array.shape.size() == 2 && !array.values.empty()) transpose(array);
  return array;
}

void write_npy(const std::filesystem::path& path, std::span<const float> values, std::size_t rows,
               std::size_t columns) {
  if (values.size() != rows * columns) {
    throw std::invalid_argument(fmt::format("{}: found {} values, expected {} x {}", path.string(),
                                            values.size(), rows, columns));
  }
  write_file(path, [&](const std::filesystem::path& target) {
    std::ofstream file(target, std::ios::binary);
    const std::string preamble = make_preamble(rows, columns);
    file.write(preamble.data(), static_cast<std::streamsize>(preamble.size()));
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size_bytes()));
    file.close();
    if (!file) {
      throw std::runtime_error(
          fmt::format("{}: found a failed write, expected {} bytes of room in a folder that exists",
                      path.string(), preamble.size() + values.size_bytes()));
    }
  });
}

}  // namespace backbeat::audio
