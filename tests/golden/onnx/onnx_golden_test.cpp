// Networks that PyTorch's exporter wrote answer as PyTorch did (make_onnx_golden.py).

#include <cmath>
#include <cstring>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/graph/inference.h"
#include "nn/onnx/import.h"
#include "nn/softmax.h"

namespace backbeat::nn {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kFolder = fs::path(BACKBEAT_SOURCE_DIR) / "tests/golden/onnx";

std::vector<float> decoded(const std::string& base64) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : base64) {
    if (c == '=') break;
    bits = bits << 6U | static_cast<std::uint32_t>(digits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU));
  }
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

/// (windows, frames, bands) to (windows, bands, frames).
std::vector<float> bands_first(const std::vector<float>& x, const Shape& window) {
  const auto bands = static_cast<std::size_t>(window.height);
  const auto frames = static_cast<std::size_t>(window.width);
  std::vector<float> turned(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t w = i / (bands * frames), f = i / bands % frames, b = i % bands;
    turned[(w * bands + b) * frames + f] = x[i];
  }
  return turned;
}

class OnnxGolden : public testing::TestWithParam<std::string> {};

TEST_P(OnnxGolden, AnswersAsPyTorchDid) {
  const ImportedNetwork imported =
      from_onnx(kFolder / (GetParam() + ".onnx"), {.bands = 8, .frames = {}, .output = ""});
  SCOPED_TRACE(imported.network.text());
  std::vector<float> x = decoded(imported.metadata.at("x"));
  const std::vector<float> expected = decoded(imported.metadata.at("y"));
  if (imported.frames_first) x = bands_first(x, imported.network.input_shape());
  const int batch = static_cast<int>(x.size() / imported.network.input_shape().size());
  ASSERT_EQ(batch, 3);
  Inference inference(imported.network, imported.parameters, batch);
  const auto logits = inference(x, batch);
  std::vector<float> found(logits.begin(), logits.end());
  ASSERT_EQ(found.size(), expected.size());
  if (GetParam().starts_with("two_pools")) {
    EXPECT_THAT(imported.notes, testing::ElementsAre(HasSubstr("Softmax")));
    softmax(found, imported.network.output_shape().channels, found);
  }
  float largest = 0.0F;
  for (const float y : expected) largest = std::max(largest, std::abs(y));
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-5F * largest) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, OnnxGolden,
                         testing::Values("time_first", "time_first_opset9", "bands_as_channels",
                                         "bands_as_channels_opset9", "channels_last",
                                         "channels_last_opset9", "spelled", "spelled_opset9",
                                         "two_pools", "two_pools_opset9", "each_frame",
                                         "each_frame_opset9", "padded", "padded_opset9"),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace backbeat::nn
