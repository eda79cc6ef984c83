// An ONNX file is a stranger's: it is taken over whole, or refused with what is wrong with it.

#include <cmath>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/unit/nn/onnx/graph_file.h"

namespace backbeat::nn::onnx {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// x -> Relu -> flattened -> Gemm, which is fine as it is.
class OnnxRefusal : public testing::Test {
 protected:
  void finish(const std::string& from = "x") {
    file_.add("Flatten", {from}, "flat");
    file_.write().constant("w", std::vector<real>(48, 0.5F), {24, 2});
    file_.add("MatMul", {"flat", "w"}, "y");
    file_.output("y");
    file_.save();
  }

  GraphFile file_;
};

TEST_F(OnnxRefusal, IsNotForWhatIsFine) {
  file_.input();
  file_.add("Relu", {"x"}, "r");
  finish("r");
  EXPECT_EQ(file_.refusal(), "");
  EXPECT_EQ(file_.import().network.output_shape(), (Shape{.channels = 2}));
}

TEST_F(OnnxRefusal, ListsEveryOperatorAndWhereTheGraphCouldEnd) {
  file_.input();
  file_.add("Relu", {"x"}, "r");
  file_.add("LSTM", {"r"}, "l");
  file_.add("Loop", {"r"}, "o");
  file_.add("Add", {"l", "o"}, "sum");
  file_.add("HardSigmoid", {"r"}, "h", {{"alpha", 0.2F}});
  file_.add("Add", {"sum", "h"}, "all");
  finish("all");
  EXPECT_THAT(
      file_.refusal(),
      AllOf(HasSubstr("x.onnx: found 3 of 8 operators"),
            HasSubstr("'l' (LSTM, opset 17): there is no such layer here"),
            HasSubstr("'o' (Loop, opset 17)"), HasSubstr("'h' (HardSigmoid, opset 17)"),
            HasSubstr("found alpha 0.2"), HasSubstr("--output 'r'"), Not(HasSubstr("'sum'"))));
  EXPECT_EQ(file_.refusal({.bands = 4, .frames = {}, .output = "r"}), "");
}

TEST_F(OnnxRefusal, IsForOperatorsOfOthers) {
  file_.input();
  file_.add("Relu", {"x"}, "r");
  file_.graph().mutable_node(0)->set_domain("com.example");
  finish("r");
  EXPECT_THAT(file_.refusal(), HasSubstr("no operators of 'com.example'"));
}

TEST_F(OnnxRefusal, IsForOtherOpsets) {
  file_.input();
  finish();
  for (const int version : {0, 6, 23}) {
    file_.model().mutable_opset_import(0)->set_version(version);
    file_.save();
    EXPECT_THAT(file_.refusal(), HasSubstr("expected 7 to 22")) << version;
  }
  file_.model().clear_opset_import();
  file_.save();
  EXPECT_THAT(file_.refusal(), HasSubstr("found opset 0"));
}

TEST_F(OnnxRefusal, IsForOpenOrOtherShapes) {
  file_.input({1, 4, 6});
  finish();
  EXPECT_THAT(file_.refusal({.bands = 5, .frames = {}, .output = ""}),
              AllOf(HasSubstr("input 'x': found (batch x 1 x 4 x 6)"), HasSubstr("5 mel bands")));
  EXPECT_THAT(file_.refusal({.bands = 4, .frames = 7, .output = ""}),
              HasSubstr("found 6 frames, expected 7"));
  auto& shape =
      *file_.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  shape.mutable_dim(3)->set_dim_param("time");
  file_.save();
  EXPECT_THAT(file_.refusal(),
              HasSubstr("an open number of frames, expected a number: --frames N"));
  EXPECT_EQ(file_.import({.bands = 4, .frames = 6, .output = ""}).network.input_shape().width, 6);
  shape.mutable_dim(2)->set_dim_param("bands");
  file_.save();
  EXPECT_THAT(file_.refusal(), HasSubstr("(batch x 1 x any x any)"));
  shape.mutable_dim(2)->set_dim_value(-4);
  file_.save();
  EXPECT_THAT(file_.refusal(), HasSubstr("x -4"));
}

TEST_F(OnnxRefusal, IsForGraphsThatHaveNoOneInput) {
  file_.input();
  file_.write().input("z", {1, 4, 6});
  file_.add("Add", {"x", "z"}, "sum");
  finish("sum");
  EXPECT_THAT(file_.refusal(), HasSubstr("found two inputs, 'x' and 'z'"));
  file_.graph().clear_input();
  file_.save();
  EXPECT_THAT(file_.refusal(), HasSubstr("found no input"));
}

TEST_F(OnnxRefusal, IsForValuesThatNothingGives) {
  file_.input();
  file_.add("Add", {"x", "later"}, "sum");
  file_.add("Relu", {"x"}, "later");
  finish("sum");
  EXPECT_THAT(file_.refusal(), HasSubstr("found an input 'later' that nothing before it gives"));
  EXPECT_THAT(file_.refusal({.bands = 4, .frames = {}, .output = "nowhere"}),
              HasSubstr("no node that gives 'nowhere'"));
}

TEST_F(OnnxRefusal, IsForWeightsThatAreNoNumbers) {
  file_.input();
  file_.write().constant("k", {std::vector<real>{1, std::nanf(""), 1}}, {1, 1, 3, 1});
  file_.add("Conv", {"x", "k"}, "c", {{"pads", std::vector<std::int64_t>{1, 0, 1, 0}}});
  finish("c");
  EXPECT_THAT(file_.refusal(), AllOf(HasSubstr("c.weight"), HasSubstr("nan")));
}

TEST_F(OnnxRefusal, IsForTensorsThatAreNotAsTheyAreDescribed) {
  file_.input();
  finish();
  auto& w = *file_.graph().mutable_initializer(0);
  const auto with = [&](const std::vector<std::int64_t>& dims) {
    w.mutable_dims()->Assign(dims.begin(), dims.end());
    file_.save();
    return file_.refusal();
  };
  EXPECT_THAT(with({24, 3}), HasSubstr("tensor 'w': found 48 numbers, expected 72"));
  EXPECT_THAT(with({1 << 20, 1 << 20}), HasSubstr("tensor 'w': found more than"));
  EXPECT_THAT(with({-24, -2}), HasSubstr("found a size of -24"));
  w.set_data_type(::onnx::TensorProto::STRING);
  EXPECT_THAT(with({24, 2}), HasSubstr("tensor 'w': found numbers of type 8"));
}

TEST_F(OnnxRefusal, IsForNumbersElsewhere) {
  file_.input();
  finish();
  auto& w = *file_.graph().mutable_initializer(0);
  w.clear_float_data();
  w.set_data_location(::onnx::TensorProto::EXTERNAL);
  auto& location = *w.add_external_data();
  location.set_key("location");
  const auto at = [&](const std::string& path) {
    location.set_value(path);
    file_.save();
    return file_.refusal();
  };
  const std::filesystem::path beside = file_.folder() / "numbers.bin";
  std::ofstream(beside, std::ios::binary) << std::string(48 * sizeof(float), '\0');
  EXPECT_EQ(at("numbers.bin"), "");
  std::filesystem::create_symlink(beside, file_.folder() / "link.bin");
  std::filesystem::create_directory(file_.folder() / "inner");
  std::filesystem::copy(beside, file_.folder() / "inner/numbers.bin");
  for (const std::string path : {"inner/numbers.bin", "../numbers.bin", "/etc/passwd", "link.bin",
                                 "none.bin", "..", ".", "", "inner"}) {
    EXPECT_THAT(at(path), HasSubstr("expected the name of a file beside this one")) << path;
  }
  std::filesystem::resize_file(beside, 100);
  EXPECT_THAT(at("numbers.bin"), HasSubstr("found 100 bytes, expected 192 from byte 0 on"));
}

TEST_F(OnnxRefusal, IsForAllThatCutsThroughAMap) {
  const auto refusal_of = [](const char* op, const std::vector<std::string>& more,
                             const std::vector<Attribute>& attributes = {}) {
    GraphFile file;
    file.input();
    file.write().constant("shape", {std::int64_t{-1}, 8, 3});
    file.write().constant("four", std::vector<real>(4, 2), {1, 1, 4, 1});
    file.write().constant("kernel", std::vector<real>(9, 1), {1, 1, 3, 3});
    std::vector<std::string> inputs{"x"};
    inputs.insert(inputs.end(), more.begin(), more.end());
    file.add(op, inputs, "y", attributes);
    file.output("y");
    file.save();
    return file.refusal();
  };
  using Ints = std::vector<std::int64_t>;
  EXPECT_THAT(refusal_of("Reshape", {"shape"}), HasSubstr("cuts through"));
  EXPECT_THAT(refusal_of("Mul", {"four"}), HasSubstr("not one number a channel"));
  EXPECT_THAT(refusal_of("Mul", {"x"}), HasSubstr("a product of two maps"));
  EXPECT_THAT(refusal_of("Transpose", {}, {{"perm", Ints{1, 0, 2, 3}}}),
              HasSubstr("the batch moved"));
  EXPECT_THAT(refusal_of("Transpose", {}, {{"perm", Ints{0, 2, 2, 3}}}), HasSubstr("twice"));
  EXPECT_THAT(refusal_of("ReduceMean", {}, {{"axes", Ints{0}}}), HasSubstr("over the batch"));
  EXPECT_THAT(refusal_of("ReduceMean", {}, {{"axes", Ints{9}}}), HasSubstr("axis: found 9"));
  EXPECT_THAT(refusal_of("MaxPool", {}, {{"kernel_shape", Ints{2}}}), HasSubstr("kernel: found 1"));
  EXPECT_THAT(refusal_of("MaxPool", {}, {{"kernel_shape", Ints{9, 9}}}), HasSubstr("max_pool"));
  EXPECT_THAT(
      refusal_of(
          "MaxPool", {},
          {{"kernel_shape", Ints{2, 4}}, {"strides", Ints{2, 4}}, {"ceil_mode", std::int64_t{1}}}),
      HasSubstr("beyond the map"));
  EXPECT_THAT(
      refusal_of("AveragePool", {}, {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}}),
      HasSubstr("leaves padding out"));
  EXPECT_THAT(refusal_of("Conv", {"kernel"}, {{"group", std::int64_t{2}}}), HasSubstr("groups"));
  EXPECT_THAT(refusal_of("Conv", {"kernel"}, {{"strides", Ints{0, 1}}}), HasSubstr("stride of 0"));
  EXPECT_THAT(refusal_of("Conv", {"kernel"}, {{"pads", Ints{1, 1}}}), HasSubstr("pads: found 2"));
  EXPECT_THAT(refusal_of("Conv", {}), HasSubstr("input 2: found none"));
  EXPECT_THAT(refusal_of("Squeeze", {}, {{"axes", Ints{2}}}), HasSubstr("size than 1"));
  EXPECT_THAT(refusal_of("Concat", {"x"}, {{"axis", std::int64_t{3}}}),
              HasSubstr("bands or frames"));
  EXPECT_THAT(refusal_of("Softmax", {}), HasSubstr("in the middle"));
}

TEST_F(OnnxRefusal, IsForFilesThatAreNone) {
  file_.input();
  finish();
  const std::string bytes = file_.model().SerializeAsString();
  for (const std::string& other : {std::string(), std::string("not ONNX at all"),
                                   bytes.substr(0, bytes.size() - 3), std::string(1000, '\xff')}) {
    file_.write_bytes(other);
    EXPECT_THAT(file_.refusal(), HasSubstr("x.onnx: found no ONNX model")) << other.size();
  }
}

TEST_F(OnnxRefusal, IsForFilesThatWouldBecomeTooManyMessages) {
  // A node of two bytes takes a hundred times that in memory.
  std::string graph;
  for (int i = 0; i < (1 << 20) + 1; ++i) graph += std::string("\x0a\x00", 2);
  std::string bytes = "\x3a";
  for (auto length = static_cast<std::uint32_t>(graph.size()); length > 0; length >>= 7U) {
    bytes += static_cast<char>((length & 0x7fU) | (length > 0x7fU ? 0x80U : 0U));
  }
  file_.write_bytes(bytes + graph);
  EXPECT_THAT(file_.refusal(), HasSubstr("fields, expected fewer"));
}

}  // namespace
}  // namespace backbeat::nn::onnx
