#include "nn/onnx/model_file.h"

#include <string_view>

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>

#include "nn/errors.h"
#include "nn/files/mapped_file.h"
#include "nn/limits.h"

namespace backbeat::nn::onnx {
namespace {

using Stream = google::protobuf::io::CodedInputStream;

/// A message in memory takes hundreds of bytes, of which a file may need two: so what would become
/// messages is counted before any is made.
constexpr std::int64_t kMaxFields = std::int64_t{1} << 20;

/// The fields of a message in which other messages repeat, level by level: ModelProto's graph,
/// GraphProto's node, NodeProto's attribute.
constexpr std::uint32_t kNested[] = {7, 1, 5};

/// Fields of a message of this level and of those within. -1: no such message.
std::int64_t count_fields(std::string_view bytes, std::size_t level) {
  Stream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                static_cast<int>(bytes.size()));
  std::int64_t fields = 0;
  while (const std::uint32_t tag = stream.ReadTag()) {
    if (++fields > kMaxFields) return fields;
    std::uint64_t number = 0;
    std::uint32_t length = 0;
    switch (tag & 7U) {
      case 0:
        if (!stream.ReadVarint64(&number)) return -1;
        break;
      case 1:
        if (!stream.Skip(8)) return -1;
        break;
      case 2: {
        if (!stream.ReadVarint32(&length)) return -1;
        const auto at = static_cast<std::size_t>(stream.CurrentPosition());
        if (length > bytes.size() - at || !stream.Skip(static_cast<int>(length))) return -1;
        if (level < std::size(kNested) && tag >> 3U == kNested[level]) {
          const std::int64_t inner = count_fields(bytes.substr(at, length), level + 1);
          if (inner < 0) return -1;
          fields += inner;
        }
        break;
      }
      case 5:
        if (!stream.Skip(4)) return -1;
        break;
      default:
        return -1;
    }
  }
  return stream.ConsumedEntireMessage() ? fields : -1;
}

}  // namespace

ModelFile read_model(const std::filesystem::path& path) {
  const MappedFile file(path);
  const std::string source = path.string();
  const auto size = static_cast<std::int64_t>(file.bytes().size());
  if (size > std::int64_t{4} * kMaxNumbers) {
    throw FormatError(fmt::format("{}: found {} bytes, expected at most {}", source, size,
                                  std::int64_t{4} * kMaxNumbers));
  }
  const std::int64_t fields = count_fields(file.bytes(), 0);
  if (fields > kMaxFields) {
    throw FormatError(
        fmt::format("{}: found more than {} fields, expected fewer", source, kMaxFields));
  }
  ModelFile read;
  read.bytes = file.bytes().size();
  if (fields <= 0 || !read.model.ParseFromArray(file.bytes().data(), static_cast<int>(size)) ||
      !read.model.has_graph()) {
    throw FormatError(fmt::format("{}: found no ONNX model, expected one", source));
  }
  for (const auto& opset : read.model.opset_import()) {
    if (opset.domain().empty() || opset.domain() == "ai.onnx") read.opset = opset.version();
  }
  if (read.opset < kFirstOpset || read.opset > kLastOpset) {
    throw FormatError(fmt::format("{}: found opset {}, expected {} to {}", source, read.opset,
                                  kFirstOpset, kLastOpset));
  }
  return read;
}

}  // namespace backbeat::nn::onnx
