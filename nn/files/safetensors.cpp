#include "nn/files/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "nn/errors.h"
#include "nn/files/whole_number.h"

namespace backbeat::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::uint64_t kLargestHeader = 100'000'000;  // as the format's reference reader has it
/// Objects, arrays, keys and values of a header: each takes some hundred bytes as a JSON tree.
constexpr int kMostHeaderValues = 1 << 18;

/// The two parts of a file after its first eight bytes.
struct Parts {
  std::string_view header, data;
};

Parts split(std::string_view bytes, const std::string& source) {
  std::uint64_t length = 0;
  if (bytes.size() >= sizeof length) std::memcpy(&length, bytes.data(), sizeof length);
  if (bytes.size() < sizeof length || length > kLargestHeader ||
      length > bytes.size() - sizeof length) {
    throw FormatError(fmt::format("{}: not a safetensors file, or cut short: found {} bytes",
                                  source, bytes.size()));
  }
  return {bytes.substr(sizeof length, length), bytes.substr(sizeof length + length)};
}

nlohmann::json parse_header(std::string_view text, const std::string& source) {
  int values = 0;
  const auto count = [&](int /*depth*/, nlohmann::json::parse_event_t /*event*/,
                         nlohmann::json& /*parsed*/) {
    if (++values <= kMostHeaderValues) return true;
    throw FormatError(fmt::format("{}: header: found more than {} values, expected fewer", source,
                                  kMostHeaderValues));
  };
  nlohmann::json header = nlohmann::json::parse(text, count, false);
  if (!header.is_object()) {
    throw FormatError(
        fmt::format("{}: not a safetensors file: its header is not a JSON object", source));
  }
  return header;
}

/// Where a tensor's bytes begin and end. Conversion to a whole number would cut 4.5 to 4, and of
/// 1e40 it makes anything.
std::pair<std::uint64_t, std::uint64_t> offsets_of(const nlohmann::json& entry,
                                                   const std::string& where) {
  const nlohmann::json& offsets = entry.at("data_offsets");
  const auto is_whole = [](const nlohmann::json& offset) { return offset.is_number_unsigned(); };
  if (offsets.is_array() && offsets.size() == 2 && std::ranges::all_of(offsets, is_whole)) {
    return offsets.get<std::pair<std::uint64_t, std::uint64_t>>();
  }
  throw FormatError(
      fmt::format("{}: data_offsets: found {}, expected two whole numbers", where,
                  offsets.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

/// The tensor that `entry` describes. Throws nlohmann::json::exception on missing keys,
/// std::invalid_argument on extents that are no whole numbers.
TensorView view_tensor(const nlohmann::json& entry, bool half, std::string_view data,
                       const std::string& where) {
  TensorView tensor{.shape = {}, .bytes = {}, .half = half};
  for (const auto& extent : entry.at("shape")) tensor.shape.push_back(whole_number(extent, where));
  std::size_t count = 1;
  for (const int extent : tensor.shape) {
    if (extent < 0 || (extent > 0 && count > data.size() / static_cast<std::size_t>(extent))) {
      throw FormatError(fmt::format("{}: found shape [{}], expected one that the file can hold",
                                    where, fmt::join(tensor.shape, ", ")));
    }
    count *= static_cast<std::size_t>(extent);
  }
  const auto [begin, end] = offsets_of(entry, where);
  const std::size_t size = count * (half ? 2 : sizeof(float));
  if (begin > end || end > data.size() || end - begin != size) {
    throw FormatError(
        fmt::format("{}: found bytes {} to {}, expected {} bytes within {}; cut short?", where,
                    begin, end, size, data.size()));
  }
  tensor.bytes = data.substr(begin, end - begin);
  return tensor;
}

/// IEEE 754 binary16: a sign, 5 bits of exponent with bias 15, 10 bits of fraction.
float from_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F;
  const int fraction = bits & 0x3FF;
  float magnitude = std::ldexp(static_cast<float>(fraction), -24);  // subnormal
  if (exponent == 0x1F) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent > 0) {
    magnitude = std::ldexp(static_cast<float>(0x400 + fraction), exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

}  // namespace

void write_safetensors(std::ostream& stream, const TensorFile& file) {
  nlohmann::json header = nlohmann::json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::uint64_t end = offset + tensor.values.size() * sizeof(float);
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the numbers are aligned
  const auto length = static_cast<std::uint64_t>(text.size());

  stream.write(reinterpret_cast<const char*>(&length), sizeof length);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  for (const auto& [name, tensor] : file.tensors) {
    stream.write(reinterpret_cast<const char*>(tensor.values.data()),
                 static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
  }
}

float TensorView::at(std::size_t i) const {
  if (half) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes.data() + i * sizeof bits, sizeof bits);
    return from_half(bits);
  }
  float value = 0.0F;
  std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
  return value;
}

void copy_finite(const TensorView& tensor, const std::string& where, std::span<real> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = tensor.at(i);
    if (std::isfinite(out[i])) continue;
    throw FormatError(
        fmt::format("{}: found {} at position {}, expected numbers", where, out[i], i));
  }
}

SafetensorsReader::SafetensorsReader(const std::filesystem::path& path) : file_(path) {
  const std::string source = path.string();
  const Parts parts = split(file_.bytes(), source);
  const nlohmann::json header = parse_header(parts.header, source);
  try {
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        entry.get_to(metadata_);
        continue;
      }
      const auto type = entry.at("dtype").get<std::string>();
      if (type != "F32" && type != "F16") continue;
      tensors_[name] = view_tensor(entry, type == "F16", parts.data,
                                   fmt::format("{}: tensor '{}'", source, name));
    }
  } catch (const nlohmann::json::exception& error) {
    throw FormatError(fmt::format("{}: damaged header: {}", source, error.what()));
  } catch (const std::invalid_argument& error) {
    throw FormatError(error.what());
  }
}

TensorFile read_safetensors(const std::filesystem::path& path) {
  const SafetensorsReader reader(path);
  TensorFile file{.metadata = reader.metadata(), .tensors = {}};
  for (const auto& [name, view] : reader.tensors()) {
    Tensor& tensor = file.tensors[name];
    tensor.shape = view.shape;
    for (std::size_t i = 0; i < view.size(); ++i) tensor.values.push_back(view.at(i));
  }
  return file;
}

void store(const Network& network, const Parameters& parameters, TensorFile& file) {
  const auto copy = [&](const std::vector<TensorSlice>& slices, const Buffer& buffer) {
    for (const TensorSlice& slice : slices) {
      Tensor& tensor = file.tensors[slice.name];
      tensor.shape = slice.spec.shape;
      const std::span<const real> values = slice.of(buffer);
      tensor.values.assign(values.begin(), values.end());
    }
  };
  copy(network.parameters(), parameters.phi);
  copy(network.state(), parameters.state);
}

Parameters load(const Network& network, const TensorViews& tensors, const std::string& source) {
  const auto where = [&](const TensorSlice& slice) {
    return fmt::format("{}: tensor '{}'", source, slice.name);
  };
  // A network's text can ask for more memory than its file fills: its tensors must be there first.
  const auto check = [&](const std::vector<TensorSlice>& slices) {
    for (const TensorSlice& slice : slices) {
      const auto found = tensors.find(slice.name);
      if (found == tensors.end()) {
        throw FormatError(fmt::format("{}: found none, expected F32 of shape [{}]", where(slice),
                                      fmt::join(slice.spec.shape, ", ")));
      }
      if (found->second.shape != slice.spec.shape) {
        throw FormatError(fmt::format("{}: found shape [{}], expected [{}]", where(slice),
                                      fmt::join(found->second.shape, ", "),
                                      fmt::join(slice.spec.shape, ", ")));
      }
    }
  };
  check(network.parameters());
  check(network.state());
  Parameters parameters{.phi = Buffer(network.phi_size()), .state = Buffer(network.state_size())};
  const auto copy = [&](const std::vector<TensorSlice>& slices, Buffer& buffer) {
    for (const TensorSlice& slice : slices) {
      copy_finite(tensors.at(slice.name), where(slice), slice.of(buffer));
    }
  };
  copy(network.parameters(), parameters.phi);
  copy(network.state(), parameters.state);
  return parameters;
}

Parameters load(const Network& network, const TensorFile& file, const std::string& source) {
  TensorViews views;
  for (const auto& [name, tensor] : file.tensors) {
    views[name] = {.shape = tensor.shape,
                   .bytes{reinterpret_cast<const char*>(tensor.values.data()),
                          tensor.values.size() * sizeof(float)}};
  }
  return load(network, views, source);
}

}  // namespace backbeat::nn
