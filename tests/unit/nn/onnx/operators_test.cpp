// Operators and spellings that PyTorch's exporter does not write, against numbers worked out here.

#include <cmath>

#include <gmock/gmock.h>

#include "nn/graph/inference.h"
#include "tests/unit/nn/onnx/graph_file.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn::onnx {
namespace {

using Ints = std::vector<std::int64_t>;
using testing::HasSubstr;

std::vector<real> answers(const ImportedNetwork& imported, std::span<const real> x, int batch = 1) {
  Inference inference(imported.network, imported.parameters, batch);
  const auto y = inference(x, batch);
  const Buffer planes = channels_first(y, imported.network.output_shape());
  return {planes.begin(), planes.end()};
}

void add_int8(GraphFile& file, const std::string& name, const std::vector<int>& values,
              const Ints& shape) {
  auto& tensor = *file.graph().add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(::onnx::TensorProto::INT8);
  tensor.mutable_dims()->Assign(shape.begin(), shape.end());
  std::string bytes;
  for (const int value : values) bytes.push_back(static_cast<char>(value));
  tensor.set_raw_data(bytes);
}

TEST(OnnxOperators, Int8WeightsAreScaledByOutputOrAsAWhole) {
  GraphFile file;
  file.input({1, 2, 2});
  add_int8(file, "q", {1, -2, 3, -4, 10, 20, 30, 127}, {2, 4});
  add_int8(file, "z", {0, 7}, {2});
  file.write().constant("s", std::vector<real>{0.5F, 0.25F}, {2});
  file.add("DequantizeLinear", {"q", "s", "z"}, "w", {{"axis", std::int64_t{0}}});
  file.add("Flatten", {"x"}, "flat");
  file.add("Gemm", {"flat", "w"}, "y", {{"transB", std::int64_t{1}}});
  file.output("y");
  file.save();
  const std::vector<real> x{1, 1, 1, 2};
  const auto y = answers(file.import({.bands = 2, .frames = {}, .output = ""}), x);
  EXPECT_THAT(y, testing::ElementsAre(0.5F * (1 - 2 + 3 - 8), 0.25F * (3 + 13 + 23 + 240)));
}

TEST(OnnxOperators, QuantisedValuesKeepTheirLimits) {
  GraphFile file;
  file.input({1, 2, 2});
  add_int8(file, "z", {-128}, {});
  file.write().constant("s", std::vector<real>{0.01F}, {});
  file.add("QuantizeLinear", {"x", "s", "z"}, "q");
  file.add("DequantizeLinear", {"q", "s", "z"}, "y");
  file.output("y");
  file.save();
  const ImportedNetwork imported = file.import({.bands = 2, .frames = {}, .output = ""});
  EXPECT_THAT(imported.notes, testing::ElementsAre(HasSubstr("without the rounding")));
  // 0 to 255 times 0.01: what is below 0 is cut off, as a ReLU would that is left out here.
  EXPECT_THAT(answers(imported, std::vector<real>{-1, 1, 2, 3}),
              testing::Pointwise(testing::FloatEq(), {0.0F, 1.0F, 2.0F, 2.55F}));
}

TEST(OnnxOperators, KerasLaysChannelsLast) {
  // (batch, bands, frames, 1) -> moved to the front, convolved "same" and moved back -> a row.
  GraphFile file;
  file.input({2, 3, 1});
  file.add("Transpose", {"x"}, "first", {{"perm", Ints{0, 3, 1, 2}}});
  file.write().constant("k", std::vector<real>{1, 2, 10, 20}, {2, 1, 1, 2});
  file.add("Conv", {"first", "k"}, "c", {});
  auto& same = *file.graph().mutable_node(1)->add_attribute();
  same.set_name("auto_pad");
  same.set_type(::onnx::AttributeProto::STRING);
  same.set_s("SAME_UPPER");
  file.add("Transpose", {"c"}, "last", {{"perm", Ints{0, 2, 3, 1}}});
  file.write().constant("gain", std::vector<real>{1, 0.5F}, {2});
  file.add("Mul", {"last", "gain"}, "scaled");
  file.write().constant("shape", Ints{-1, 12});
  file.add("Reshape", {"scaled", "shape"}, "row");
  std::vector<real> weights(12);
  for (std::size_t k = 0; k < weights.size(); ++k) weights[k] = static_cast<real>(k + 1);
  file.write().constant("w", weights, {12, 1});
  file.add("MatMul", {"row", "w"}, "product");
  file.write().constant("b", std::vector<real>{100}, {1});
  file.add("Add", {"b", "product"}, "y");
  file.output("y");
  file.save();
  const std::vector<real> x{1, 2, 3, 4, 5, 6};
  double expected = 100;
  for (std::size_t h = 0; h < 2; ++h) {
    for (std::size_t w = 0; w < 3; ++w) {
      const double sum = x[h * 3 + w] + 2 * (w < 2 ? x[h * 3 + w + 1] : 0);
      for (std::size_t c = 0; c < 2; ++c) {
        expected += (c == 0 ? sum : 0.5 * 10 * sum) * static_cast<double>((h * 3 + w) * 2 + c + 1);
      }
    }
  }
  const ImportedNetwork imported = file.import({.bands = 2, .frames = {}, .output = ""});
  SCOPED_TRACE(imported.network.text());
  EXPECT_NEAR(answers(imported, x)[0], expected, 1e-3);
  // Gain and bias are in the layers before them: nothing else is left.
  EXPECT_EQ(imported.network.nodes().size(), 4U);
}

TEST(OnnxOperators, ABatchNormMayBeSpelledOut) {
  GraphFile file;
  file.input({1, 2, 3});
  file.write().constant("k", std::vector<real>{1, 2}, {2, 1, 1, 1});
  file.add("Conv", {"x", "k"}, "c");
  file.add("Relu", {"c"}, "r");
  const auto channel = [&](const char* name, real a, real b) {
    file.write().constant(name, std::vector<real>{a, b}, {1, 2, 1, 1});
  };
  channel("mean", 1, 2);
  channel("deviation", 2, 4);
  channel("gamma", 3, -1);
  channel("beta", 0.5F, 0.25F);
  file.add("Sub", {"r", "mean"}, "centred");
  file.add("Div", {"centred", "deviation"}, "scaled");
  file.add("Mul", {"gamma", "scaled"}, "stretched");
  file.add("Add", {"stretched", "beta"}, "y");
  file.output("y");
  file.save();
  const ImportedNetwork imported = file.import({.bands = 2, .frames = {}, .output = ""});
  EXPECT_THAT(imported.network.text(), HasSubstr("batch_norm"));
  const std::vector<real> x{-1, 0, 1, 2, 3, 4};
  const auto y = answers(imported, x);
  for (std::size_t i = 0; i < 6; ++i) {
    const real relu = std::max(x[i], real{0});
    EXPECT_NEAR(y[i], 3 * (relu - 1) / 2 + 0.5F, 1e-5);
    EXPECT_NEAR(y[6 + i], -(2 * relu - 2) / 4 + 0.25F, 1e-5);
  }
}

TEST(OnnxOperators, AShapeMayBeComputed) {
  // Flattening as exporters spell it: the first of the sizes, and the rest as it comes.
  GraphFile file;
  file.input({1, 2, 3});
  file.add("Shape", {"x"}, "sizes");
  file.write().constant("zero", Ints{0});
  file.write().constant("one", Ints{1});
  file.add("Slice", {"sizes", "zero", "one"}, "batch");
  file.write().constant("minus", Ints{-1});
  file.add("Concat", {"batch", "minus"}, "shape", {{"axis", std::int64_t{0}}});
  file.add("Reshape", {"x", "shape"}, "flat");
  file.write().constant("w", std::vector<real>{1, 10, 100, 1000, 10000, 100000}, {6, 1});
  file.add("MatMul", {"flat", "w"}, "y");
  file.output("y");
  file.save();
  const auto y = answers(file.import({.bands = 2, .frames = {}, .output = ""}),
                         std::vector<real>{1, 2, 3, 4, 5, 6});
  EXPECT_THAT(y, testing::ElementsAre(654321));
}

}  // namespace
}  // namespace backbeat::nn::onnx
