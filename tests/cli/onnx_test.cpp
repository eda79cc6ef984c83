// Models go out as ONNX files, and networks of other programs come in.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/files/npy.h"
#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kGolden = BACKBEAT_SOURCE_DIR "/tests/golden/onnx/";

class Onnx : public testing::Test {
 protected:
  Outcome convert(const std::vector<std::string>& arguments) const {
    return run("backbeat-convert", arguments, folder_.path());
  }
  Outcome import(const std::string& file, const std::vector<std::string>& more = {}) const {
    return convert(with(
        {"import", file, "--front-end", "backbeat", "--n-mels", "8", "--out", "body.safetensors"},
        more));
  }

  const TemporaryFolder folder_;
};

TEST_F(Onnx, AModelGoesOutAndComesBackAsABodyThatGetsAHead) {
  write_file(folder_ / "card.md", "# What it is");
  const Outcome out =
      convert({"export", Band::get().model(), "--out", "m.onnx", "--card", "card.md"});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  const std::string bytes = read_file(folder_ / "m.onnx");
  for (const char* said : {"probabilities", "embedding", "labels", "front_end", "normalizer",
                           "temperature", "threshold", "# What it is"}) {
    EXPECT_THAT(bytes, HasSubstr(said));
  }
  const Outcome in =
      convert({"import", "m.onnx", "--front-end", "backbeat", "--out", "body.safetensors"});
  ASSERT_EQ(in.exit_code, 0) << in.err;
  EXPECT_THAT(in.out, AllOf(HasSubstr("parameters, windows of 128 mel bands"),
                            HasSubstr("note: Softmax at the end is left out")));
  const Outcome trained = run("backbeat-train",
                              {Band::get().music(), "--body", "body.safetensors", "--epochs", "1",
                               "--threads", "1", "--out", "headed.safetensors"},
                              folder_.path());
  EXPECT_EQ(trained.exit_code, 0) << trained.err;
  // A body goes out, too.
  ASSERT_EQ(convert({"export", "body.safetensors", "--out", "body.onnx"}).exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "body.onnx"), Not(HasSubstr("probabilities")));
}

TEST_F(Onnx, ACardBesideTheModelGoesAlong) {
  fs::copy(Band::get().model(), folder_ / "m.safetensors");
  write_file(folder_ / "m.md", "# Beside it");
  ASSERT_EQ(convert({"export", "m.safetensors", "--out", "m.onnx"}).exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "m.onnx"), HasSubstr("# Beside it"));
}

TEST_F(Onnx, ABodyIsComparedBeforeItIsWritten) {
  // Frames x bands: the answers to nothing at all are those to the biases.
  const std::vector<float> silence(12 * 8, 0.0F);
  audio::write_npy(folder_ / "x.npy", silence, 12, 8);
  audio::write_npy(folder_ / "y.npy", std::vector<float>(5, 1e6F), 1, 5);
  const std::string file = kGolden + "time_first.onnx";
  const Outcome differs = import(file, {"--check", "x.npy", "y.npy"});
  EXPECT_EQ(differs.exit_code, 2);
  EXPECT_THAT(differs.err, AllOf(HasSubstr("y.npy: found a difference of 1e+06"),
                                 HasSubstr("nothing was written")));
  EXPECT_FALSE(fs::exists(folder_ / "body.safetensors"));
  audio::write_npy(folder_ / "y.npy", std::vector<float>(4, 0.0F), 1, 4);
  EXPECT_THAT(import(file, {"--check", "x.npy", "y.npy"}).err,
              HasSubstr("y.npy: found 4 numbers for each window, expected 5 or 8"));
  audio::write_npy(folder_ / "x.npy", silence, 8, 12);
  EXPECT_THAT(
      import(file, {"--check", "x.npy", "y.npy"}).err,
      HasSubstr("x.npy: found an array of 8 x 12, expected windows of 12 frames x 8 bands"));
  EXPECT_EQ(import(file, {"--check", "x.npy"}).exit_code, 2);
}

TEST_F(Onnx, WhatDoesNotFitIsNamedAndNothingIsWritten) {
  const auto refusal = [&](const std::string& file, const std::vector<std::string>& more = {}) {
    const Outcome outcome = import(file, more);
    EXPECT_EQ(outcome.exit_code, 2) << file;
    EXPECT_FALSE(fs::exists(folder_ / "body.safetensors"));
    return outcome.err;
  };
  const std::string file = kGolden + "spelled.onnx";
  EXPECT_THAT(refusal(file, {"--n-mels", "9"}), HasSubstr("--n-mels"));
  EXPECT_THAT(refusal(file, {"--frames", "13"}), HasSubstr("found 12 frames, expected 13"));
  EXPECT_THAT(refusal(file, {"--frames", "0"}), HasSubstr("--frames"));
  EXPECT_THAT(refusal(file, {"--output", "nowhere"}), HasSubstr("no node that gives 'nowhere'"));
  EXPECT_THAT(refusal(file, {"--output", "y", "--net", "musicnn"}), HasSubstr("excludes"));
  EXPECT_THAT(refusal("none.onnx"), HasSubstr("none.onnx"));
  write_file(folder_ / "text.onnx", "a text");
  EXPECT_THAT(refusal("text.onnx"), HasSubstr("text.onnx: found no ONNX model"));
  EXPECT_THAT(refusal(Band::get().model()), AllOf(HasSubstr("found no .onnx file and no --net"),
                                                  HasSubstr("expected the network")));
  EXPECT_THAT(convert({"import", file, "--out", "body.safetensors"}).err, HasSubstr("--front-end"));
  const Outcome exported = convert({"export", "text.onnx", "--out", "m.onnx"});
  EXPECT_EQ(exported.exit_code, 2);
  EXPECT_THAT(exported.err, HasSubstr("text.onnx"));
  EXPECT_THAT(convert({"export", Band::get().model(), "--out", "no/where/m.onnx"}).err,
              HasSubstr("no/where"));
}

TEST_F(Onnx, AnOutputCutsTheGraph) {
  const Outcome outcome =
      import(kGolden + "spelled.onnx", {"--output", "/norm/BatchNormalization_output_0"});
  EXPECT_EQ(outcome.exit_code, 2);  // PyTorch folded it away
  ASSERT_EQ(import(kGolden + "spelled.onnx", {"--output", "/depthwise/Conv_output_0"}).exit_code,
            0);
  EXPECT_THAT(metadata_of(folder_ / "body.safetensors").at("network"),
              AllOf(HasSubstr("silu"), HasSubstr("groups 6 output"), Not(HasSubstr("hard_swish"))));
}

}  // namespace
}  // namespace backbeat::cli
