#include <stdexcept>

#include "apps/conversion/onnx_file.h"

namespace backbeat::apps {
namespace {

[[noreturn]] void refuse() {
  throw std::runtime_error(
      "found an ONNX file, expected another: this program was built without onnx.proto and "
      "protobuf, which scripts/setup.sh installs or lists");
}

}  // namespace

std::string onnx_of(const Model& /*model*/, const std::string& /*card*/) {
  refuse();
}

std::string onnx_of(const Body& /*body*/) {
  refuse();
}

ImportedBody import_onnx(const std::filesystem::path& /*path*/,
                         const audio::FeatureSettings& /*features*/, std::optional<int> /*frames*/,
                         const std::string& /*output*/) {
  refuse();
}

}  // namespace backbeat::apps
