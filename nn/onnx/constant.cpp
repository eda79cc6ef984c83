#include "nn/onnx/constant.h"

#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/files/mapped_file.h"
#include "nn/files/safetensors.h"
#include "nn/limits.h"

namespace backbeat::nn::onnx {
namespace {

using Type = ::onnx::TensorProto;

std::size_t bytes_of_one(int type) {
  switch (type) {
    case Type::INT8:
    case Type::UINT8:
    case Type::BOOL:
      return 1;
    case Type::FLOAT16:
    case Type::INT16:
    case Type::UINT16:
      return 2;
    case Type::FLOAT:
    case Type::INT32:
      return 4;
    case Type::DOUBLE:
    case Type::INT64:
      return 8;
    default:
      throw FormatError(
          fmt::format("found numbers of type {}, expected float, double, float16, int8 to int64, "
                      "uint8, uint16 or bool",
                      type));
  }
}

template <typename Number>
Number number_at(std::string_view bytes, std::size_t i) {
  Number number;
  std::memcpy(&number, bytes.data() + i * sizeof(Number), sizeof(Number));
  return number;
}

template <typename Number, typename Out>
void copy_numbers(std::string_view bytes, std::vector<Out>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<Out>(+number_at<Number>(bytes, i));
  }
}

/// After it was seen that so many numbers are there: a shape alone must not take memory.
void make_room(Constant& constant, std::size_t numbers) {
  if (constant.is_int) {
    constant.ints.resize(numbers);
  } else {
    constant.floats.resize(numbers);
  }
}

/// Into the room that was made.
void read_bytes(int type, std::string_view bytes, Constant& constant) {
  std::vector<float>& floats = constant.floats;
  std::vector<std::int64_t>& ints = constant.ints;
  switch (type) {
    case Type::FLOAT:
      return copy_numbers<float>(bytes, floats);
    case Type::DOUBLE:
      return copy_numbers<double>(bytes, floats);
    case Type::FLOAT16: {
      const TensorView half{.shape = {}, .bytes = bytes, .half = true};
      for (std::size_t i = 0; i < floats.size(); ++i) floats[i] = half.at(i);
      return;
    }
    case Type::INT8:
      return copy_numbers<std::int8_t>(bytes, ints);
    case Type::INT16:
      return copy_numbers<std::int16_t>(bytes, ints);
    case Type::INT32:
      return copy_numbers<std::int32_t>(bytes, ints);
    case Type::INT64:
      return copy_numbers<std::int64_t>(bytes, ints);
    case Type::UINT16:
      return copy_numbers<std::uint16_t>(bytes, ints);
    default:
      return copy_numbers<std::uint8_t>(bytes, ints);
  }
}

/// From a repeated field, which has one number each of what the shape holds.
template <typename Field, typename Out>
void copy_field(const Field& field, std::vector<Out>& out) {
  if (static_cast<std::size_t>(field.size()) != out.size()) {
    throw FormatError(
        fmt::format("found {} numbers, expected {} as its shape says", field.size(), out.size()));
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<Out>(field[static_cast<int>(i)]);
  }
}

void read_fields(const ::onnx::TensorProto& tensor, Constant& constant) {
  switch (tensor.data_type()) {
    case Type::FLOAT:
      return copy_field(tensor.float_data(), constant.floats);
    case Type::DOUBLE:
      return copy_field(tensor.double_data(), constant.floats);
    case Type::INT64:
      return copy_field(tensor.int64_data(), constant.ints);
    case Type::FLOAT16: {
      std::string bytes;
      for (const int bits : tensor.int32_data()) {
        bytes.push_back(static_cast<char>(bits & 0xff));
        bytes.push_back(static_cast<char>((bits >> 8) & 0xff));
      }
      if (bytes.size() != 2 * constant.floats.size()) {
        throw FormatError(fmt::format("found {} numbers, expected {} as its shape says",
                                      bytes.size() / 2, constant.floats.size()));
      }
      return read_bytes(Type::FLOAT16, bytes, constant);
    }
    default:
      return copy_field(tensor.int32_data(), constant.ints);
  }
}

std::size_t offset_from(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  throw FormatError(fmt::format("external data: found '{}', expected a number of bytes", text));
}

/// Numbers in a file of their own.
void read_external(const ::onnx::TensorProto& tensor, const std::filesystem::path& folder,
                   std::size_t numbers, Constant& constant) {
  const std::size_t bytes = numbers * bytes_of_one(tensor.data_type());
  std::filesystem::path location;
  std::size_t offset = 0;
  for (const auto& entry : tensor.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = offset_from(entry.value());
  }
  const bool is_plain = location.has_filename() && location == location.filename() &&
                        location != ".." && location != ".";
  if (!is_plain ||
      !std::filesystem::is_regular_file(std::filesystem::symlink_status(folder / location))) {
    throw FormatError(fmt::format(
        "its numbers lie outside: found '{}', expected the name of a file beside this one",
        location.string()));
  }
  const MappedFile file(folder / location);
  if (offset > file.bytes().size() || file.bytes().size() - offset < bytes) {
    throw FormatError(fmt::format("'{}': found {} bytes, expected {} from byte {} on",
                                  location.string(), file.bytes().size(), bytes, offset));
  }
  make_room(constant, numbers);
  read_bytes(tensor.data_type(), file.bytes().substr(offset, bytes), constant);
}

}  // namespace

std::size_t numbers_in(const std::vector<std::int64_t>& shape) {
  std::int64_t numbers = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || size > kMaxNumbers) {
      throw FormatError(fmt::format("found a size of {}, expected 0 to {}", size, kMaxNumbers));
    }
    numbers *= size;
    if (numbers > kMaxNumbers) {
      throw FormatError(fmt::format("found more than {} numbers in a tensor", kMaxNumbers));
    }
  }
  return static_cast<std::size_t>(numbers);
}

Constant read_tensor(const ::onnx::TensorProto& tensor, const std::filesystem::path& folder) {
  Constant constant{
      .shape = {tensor.dims().begin(), tensor.dims().end()}, .floats = {}, .ints = {}};
  const int type = tensor.data_type();
  const std::size_t numbers = numbers_in(constant.shape);
  const std::size_t bytes = numbers * bytes_of_one(type);
  const bool is_outside = tensor.data_location() == ::onnx::TensorProto::EXTERNAL;
  if (tensor.has_raw_data() && !is_outside && tensor.raw_data().size() != bytes) {
    throw FormatError(fmt::format("found {} bytes, expected {} as its shape says",
                                  tensor.raw_data().size(), bytes));
  }
  constant.is_int = type != Type::FLOAT && type != Type::DOUBLE && type != Type::FLOAT16;
  constant.is_int8 = type == Type::INT8;
  if (is_outside) {
    read_external(tensor, folder, numbers, constant);
  } else if (tensor.has_raw_data()) {
    make_room(constant, numbers);
    read_bytes(type, tensor.raw_data(), constant);
  } else {
    const int there = tensor.float_data_size() + tensor.double_data_size() +
                      tensor.int32_data_size() + tensor.int64_data_size();
    if (static_cast<std::size_t>(there) < numbers) {
      throw FormatError(
          fmt::format("found {} numbers, expected {} as its shape says", there, numbers));
    }
    make_room(constant, numbers);
    read_fields(tensor, constant);
  }
  return constant;
}

}  // namespace backbeat::nn::onnx
