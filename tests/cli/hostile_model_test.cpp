// A model file from a stranger: it is refused with its name and what is wrong with it, or it
// answers. Each of these once crashed, answered nonsense or took all memory.

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

/// A network of one linear layer on the mean level, so that its file is small.
const std::string kEnd = "mean global_avg_pool\nout linear 2";

struct TensorOfOneValue {
  std::string name;
  json shape;
  std::size_t count;
  float value = 0.1F;
};

struct Hostile {
  std::string network = "input 1 128 128\n" + kEnd;
  std::vector<TensorOfOneValue> tensors{{"out.weight", {2, 1}, 2}, {"out.bias", {2}, 2}};
  json features = json::object();  ///< what differs from the usual
  json labels = {"a", "b"};
  json training = {{"class_counts", {1, 2}}};
  json calibration = {{"temperature", 1.0}, {"threshold", 0.5}, {"precision", 0.9}};
  double std = 1.0;
};

void write_model(const fs::path& path, const Hostile& model) {
  json features = {{"sample_rate_hz", 22050},
                   {"resampler", "soxr_hq"},
                   {"n_fft", 2048},
                   {"hop_length", 512},
                   {"n_mels", 128},
                   {"fmin_hz", 0.0},
                   {"fmax_hz", 0.0},
                   {"mel_scale", "slaney"},
                   {"mel_norm", "slaney"},
                   {"power", 2.0},
                   {"pad_mode", "constant"},
                   {"floor", 1e-8},
                   {"top_db", 0.0}};
  features.update(model.features);
  const json normalizer = {{"mean", std::vector<double>(128, 0.0)},
                           {"std", std::vector<double>(128, model.std)}};
  json header = {{"__metadata__",
                  {{"format", "backbeat-model/1"},
                   {"network", model.network},
                   {"labels", model.labels.dump()},
                   {"features", features.dump()},
                   {"normalizer", normalizer.dump()},
                   {"calibration", model.calibration.dump()},
                   {"training", model.training.dump()}}}};
  std::string data;
  for (const TensorOfOneValue& tensor : model.tensors) {
    const std::size_t begin = data.size();
    for (std::size_t i = 0; i < tensor.count; ++i) {
      data.append(reinterpret_cast<const char*>(&tensor.value), sizeof tensor.value);
    }
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  const std::string text = header.dump();
  const std::uint64_t length = text.size();
  write_file(path,
             std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + data);
}

struct Case {
  const char* name;
  Hostile model;
  std::string message;
};

std::ostream& operator<<(std::ostream& out, const Case& hostile) {
  return out << hostile.name;
}

class HostileModel : public testing::TestWithParam<Case> {
 protected:
  Outcome predict(const std::vector<std::string>& options = {}) const {
    write_model(folder_ / "bad.safetensors", GetParam().model);
    return run("backbeat-predict",
               with({Band::get().music(), "--model", "bad.safetensors", "--threads", "1"}, options),
               folder_.path());
  }

  const TemporaryFolder folder_;
};

TEST_P(HostileModel, IsRefusedByNameWithWhatIsWrong) {
  const Outcome outcome = predict();
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("bad.safetensors"), HasSubstr(GetParam().message)));
}

const TensorOfOneValue kConv{"c.weight", {2, 1, 3, 3}, 18};
const std::vector<TensorOfOneValue> kConvTensors{
    kConv, {"out.weight", {2, 2}, 4}, {"out.bias", {2}, 2}};

INSTANTIATE_TEST_SUITE_P(
    Networks, HostileModel,
    testing::Values(
        Case{"PlaneOf0", {.network = "input 1 128 33554432\n" + kEnd}, "width: found 33554432"},
        Case{"PlaneOf128", {.network = "input 1 128 33554433\n" + kEnd}, "width: found 33554433"},
        Case{
            "WidestInt", {.network = "input 1 128 2147483647\n" + kEnd}, "width: found 2147483647"},
        Case{"PoolPad",
             {.network = "input 1 128 128\np max_pool 200 stride 1500000000 pad 1073741824\n" +
                         kEnd},
             "stride: found 1500000000"},
        Case{"PoolPadOfStride1",
             {.network = "input 1 128 128\np max_pool 200 stride 1 pad 1073741824\n" + kEnd},
             "pad: found 1073741824"},
        Case{"TileOf0",
             {.network = "input 1 128 128\nc conv 2 3x3 stride 33554432 no_bias\n" + kEnd,
              .tensors = kConvTensors},
             "stride: found 33554432"},
        Case{"Dilation",
             {.network = "input 1 128 128\nc conv 2 3x3 dilation 2147483647 no_bias\n" + kEnd,
              .tensors = kConvTensors},
             "dilation: found 2147483647"},
        Case{"MoreParametersThanTheFile",
             {.network = "input 1 128 128\nmean global_avg_pool\na linear 1000000\nout linear 2",
              .tensors = {}},
             "tensor 'a.weight': found none"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Numbers, HostileModel,
    testing::Values(
        Case{"WeightOfNan",
             {.tensors = {{"out.weight", {2, 1}, 2, std::nanf("")}, {"out.bias", {2}, 2}}},
             "tensor 'out.weight': found nan at position 0, expected numbers"},
        Case{"WeightOfInfinity",
             {.tensors = {{"out.weight", {2, 1}, 2}, {"out.bias", {2}, 2, HUGE_VALF}}},
             "tensor 'out.bias': found inf"},
        Case{"DeviationOf0", {.std = 0.0}, "normalizer: found a mean that is not finite, or"},
        Case{"Temperature",
             {.calibration = {{"temperature", 1e-320}, {"threshold", 0.5}, {"precision", 0.9}}},
             "calibration: temperature: found 1e-320, expected 0.001 to 1000"},
        Case{"BandsBeyond32Bits",
             {.features = {{"n_mels", (1LL << 32) + 128}}},
             "features: n_mels: found 4294967424, expected a whole number"},
        Case{"BandsThatAreNoWholeNumber",
             {.features = {{"n_mels", 128.9}}},
             "features: n_mels: found 128.9, expected a whole number"},
        Case{"ShapeBeyond32Bits",
             {.tensors = {{"out.weight", {(1LL << 32) + 2, 1}, 2}, {"out.bias", {2}, 2}}},
             "tensor 'out.weight': found 4294967298, expected a whole number"},
        Case{"Rate",
             {.features = {{"sample_rate_hz", 1000000000}}},
             "sample_rate_hz: found 1000000000, expected 0 (the file's own) to 1000000"},
        Case{"HopOf1",
             {.features = {{"n_fft", 1 << 20}, {"hop_length", 1}}},
             "hop_length: found 1, expected 4096 (n_fft / 256) to 1048576"},
        Case{
            "HopOf2e9", {.features = {{"hop_length", 2000000000}}}, "hop_length: found 2000000000"},
        Case{"TrainingThatIsAList",
             {.training = json::array()},
             "training: found array, expected an object"},
        Case{"CountsOfAWrongKind",
             {.training = {{"class_counts", {1, "2"}}}},
             "training: class_counts: found \"2\", expected a whole number"},
        Case{"CountsOfOtherClasses",
             {.training = {{"class_counts", {1, 2, 3}}}},
             "training: class_counts: found [1,2,3], expected 2 counts"},
        Case{"LabelsOutOfOrder",
             {.labels = {"b", "a"}},
             "labels: found 'a' after 'b', expected one or more, sorted, each once"},
        Case{"LabelsTwice",
             {.labels = {"a", "a"}},
             "labels: found 'a' after 'a', expected one or more, sorted, each once"}),
    [](const auto& test) { return test.param.name; });

/// What a network declares is taken, but no more than --max-memory.
TEST(LargeModel, AnswersWhereItMayHaveTheMemory) {
  const TemporaryFolder folder;
  write_model(folder / "wide.safetensors", {.network = "input 1 128 20000\nr relu\n" + kEnd});
  const std::vector<std::string> arguments{Band::get().music(), "--model", "wide.safetensors"};
  EXPECT_EQ(
      run("backbeat-predict", with(arguments, {"--max-memory", "1"}), folder.path()).exit_code, 0);
  const Outcome outcome =
      run("backbeat-predict", with(arguments, {"--max-memory", "0.001"}), folder.path());
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("wide.safetensors: memory: found "), HasSubstr("--max-memory")));
}

TEST(DamagedModel, IsKnownByItsChecksum) {
  const TemporaryFolder folder;
  std::string bytes = read_file(Band::get().model());
  bytes.back() ^= 1;
  write_file(folder / "bad.safetensors", bytes);
  const Outcome outcome =
      run("backbeat-predict", {Band::get().music(), "--model", "bad.safetensors"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("bad.safetensors: "), HasSubstr("checksum")));
}

/// Each weight is a number, and what they make of a recording is none.
TEST(HugeWeights, AreNoSureAnswer) {
  const TemporaryFolder folder;
  write_model(folder / "huge.safetensors",
              {.tensors = {{"out.weight", {2, 1}, 2, 3e38F}, {"out.bias", {2}, 2}},
               .labels = {"house", "waltz"}});
  for (const std::string program : {"backbeat-predict", "backbeat-evaluate"}) {
    const Outcome outcome =
        run(program, {Band::get().music(), "--model", "huge.safetensors"}, folder.path());
    EXPECT_NE(outcome.exit_code, 0) << program;
    EXPECT_EQ(outcome.out, "") << program;
    EXPECT_THAT(outcome.err, HasSubstr("huge.safetensors: found an answer that is no number"));
  }
}

TEST(LabelsOfAStranger, DoNotSteerATerminal) {
  const TemporaryFolder folder;
  write_model(folder / "m.safetensors", {.labels = {"\x1b]0;title\x07", "b"}});
  for (const std::string program : {"backbeat-predict", "backbeat-evaluate"}) {
    const Outcome outcome =
        run(program, {Band::get().music(), "--model", "m.safetensors"}, folder.path());
    EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos) << program;
    EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos) << program;
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr("\\x1b]0;title\\x07")) << program;
  }
}

}  // namespace
}  // namespace backbeat::cli
