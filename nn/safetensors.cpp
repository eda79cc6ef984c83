#include "nn/safetensors.h"

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::uint64_t kLargestHeader = 100'000'000;  // as the format's reference reader has it

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  if (stream.peek() != std::ifstream::traits_type::eof()) bytes << stream.rdbuf();
  if (stream.bad() || !stream.is_open() || bytes.fail()) {
    throw FormatError(fmt::format("{}: can not be read: {}", path.string(), std::strerror(errno)));
  }
  return std::move(bytes).str();
}

nlohmann::json read_header(const std::string& bytes, const std::string& source) {
  std::uint64_t length = 0;
  if (bytes.size() >= sizeof length) std::memcpy(&length, bytes.data(), sizeof length);
  if (bytes.size() < sizeof length || length > kLargestHeader ||
      length > bytes.size() - sizeof length) {
    throw FormatError(fmt::format("{}: not a safetensors file, or cut short: found {} bytes",
                                  source, bytes.size()));
  }
  const auto* begin = bytes.data() + sizeof length;
  nlohmann::json header = nlohmann::json::parse(begin, begin + length, nullptr, false);
  if (!header.is_object()) {
    throw FormatError(
        fmt::format("{}: not a safetensors file: its header is not a JSON object", source));
  }
  return header;
}

/// The F32 tensor that `entry` describes. Throws nlohmann::json::exception on missing keys.
Tensor read_tensor(const nlohmann::json& entry, std::string_view data, const std::string& where) {
  Tensor tensor;
  entry.at("shape").get_to(tensor.shape);
  std::size_t count = 1;
  for (const int extent : tensor.shape) {
    if (extent < 0 || (extent > 0 && count > data.size() / static_cast<std::size_t>(extent))) {
      throw FormatError(fmt::format("{}: found shape [{}], expected one that the file can hold",
                                    where, fmt::join(tensor.shape, ", ")));
    }
    count *= static_cast<std::size_t>(extent);
  }
  const auto [begin, end] = entry.at("data_offsets").get<std::pair<std::uint64_t, std::uint64_t>>();
  if (begin > end || end > data.size() || end - begin != count * sizeof(float)) {
    throw FormatError(
        fmt::format("{}: found bytes {} to {}, expected {} bytes within {}; cut short?", where,
                    begin, end, count * sizeof(float), data.size()));
  }
  tensor.values.resize(count);
  if (count > 0) std::memcpy(tensor.values.data(), data.data() + begin, count * sizeof(float));
  return tensor;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const TensorFile& file) {
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

  std::filesystem::path temporary = path;
  temporary += fmt::format(".{}.tmp", getpid());
  std::ofstream stream(temporary, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(&length), sizeof length);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  for (const auto& [name, tensor] : file.tensors) {
    stream.write(reinterpret_cast<const char*>(tensor.values.data()),
                 static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
  }
  stream.close();
  std::error_code error;
  if (stream) std::filesystem::rename(temporary, path, error);
  if (!stream || error) {
    const std::string reason = error ? error.message() : std::strerror(errno);
    std::filesystem::remove(temporary, error);
    throw std::runtime_error(fmt::format("{}: can not be written: {}", path.string(), reason));
  }
}

TensorFile read_safetensors(const std::filesystem::path& path) {
  const std::string source = path.string();
  const std::string bytes = read_file(path);
  const nlohmann::json header = read_header(bytes, source);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  const std::string_view data = std::string_view(bytes).substr(sizeof length + length);

  TensorFile file;
  try {
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        entry.get_to(file.metadata);
      } else if (entry.at("dtype").get<std::string>() == "F32") {
        file.tensors[name] = read_tensor(entry, data, fmt::format("{}: tensor '{}'", source, name));
      }
    }
  } catch (const nlohmann::json::exception& error) {
    throw FormatError(fmt::format("{}: damaged header: {}", source, error.what()));
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

Parameters load(const Network& network, const TensorFile& file, const std::string& source) {
  Parameters parameters{.phi = Buffer(network.phi_size()), .state = Buffer(network.state_size())};
  const auto copy = [&](const std::vector<TensorSlice>& slices, Buffer& buffer) {
    for (const TensorSlice& slice : slices) {
      const auto found = file.tensors.find(slice.name);
      if (found == file.tensors.end()) {
        throw FormatError(fmt::format("{}: tensor '{}': found none, expected F32 of shape [{}]",
                                      source, slice.name, fmt::join(slice.spec.shape, ", ")));
      }
      const Tensor& tensor = found->second;
      if (tensor.shape != slice.spec.shape) {
        throw FormatError(fmt::format("{}: tensor '{}': found shape [{}], expected [{}]", source,
                                      slice.name, fmt::join(tensor.shape, ", "),
                                      fmt::join(slice.spec.shape, ", ")));
      }
      std::copy(tensor.values.begin(), tensor.values.end(), slice.of(buffer).begin());
    }
  };
  copy(network.parameters(), parameters.phi);
  copy(network.state(), parameters.state);
  return parameters;
}

}  // namespace backbeat::nn
