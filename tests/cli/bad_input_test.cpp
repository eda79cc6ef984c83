// Input that can not be used: the message names the file or line, what was found, what was
// expected.

#include <cstdint>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Trains on `dataset` in `folder` and expects a fatal error with all of `words` in it.
void expect_train_error(const fs::path& folder, const std::vector<std::string>& arguments,
                        const std::vector<std::string>& words) {
  const Outcome outcome = run("backbeat-train", arguments, folder);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_FALSE(fs::exists(folder / "m.safetensors"));
  for (const std::string& word : words) EXPECT_THAT(outcome.err, HasSubstr(word));
}

std::vector<std::string> train(const std::string& dataset, const std::string& net = {}) {
  auto arguments = Band::get().train_arguments(dataset, "m.safetensors");
  if (!net.empty()) arguments[4] = net;
  return arguments;
}

TEST(BadInput, ManifestWithoutAColumn) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", "path,genre\na.wav,rock\n");
  expect_train_error(folder.path(), train("m.csv"), {"m.csv:1", "label"});
}

TEST(BadInput, ManifestLineWithTooFewFields) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", "path,label,fold\na.wav,rock,0\nb.wav,jazz\n");
  expect_train_error(folder.path(), train("m.csv"), {"m.csv:3", "2", "3"});
}

TEST(BadInput, ManifestOfFilesThatAreNotThere) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", "path,label\na.wav,rock\nb.wav,jazz\n");
  expect_train_error(folder.path(), train("m.csv"), {"a.wav", "--root"});
}

TEST(BadInput, EmptyClassFolder) {
  const TemporaryFolder folder;
  fs::copy(Band::get().music(), folder / "music", fs::copy_options::recursive);
  fs::create_directory(folder / "music" / "polka");
  expect_train_error(folder.path(), train("music"), {"polka"});
}

TEST(BadInput, ClassOfWhichNoFileIsUsable) {
  const TemporaryFolder folder;
  fs::copy(Band::get().music(), folder / "music", fs::copy_options::recursive);
  fs::create_directory(folder / "music" / "polka");
  write_file(folder / "music" / "polka" / "a.wav", "");
  expect_train_error(
      folder.path(), train("music"),
      {"music/polka/a.wav: found an empty file", "class 'polka': found no usable training clip"});
}

TEST(BadInput, NumberThatIsNone) {
  const TemporaryFolder folder;
  for (const auto& [option, value, expected] :
       {std::tuple{"--epochs", "many", "--epochs: found 'many', expected a number above 0"},
        std::tuple{"--lr", "0", "--lr: found '0', expected a number above 0"},
        std::tuple{"--weight-decay", "-1",
                   "--weight-decay: found '-1', expected a number of 0 or more"}}) {
    const Outcome outcome =
        run("backbeat-train", {Band::get().music(), option, value}, folder.path());
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr(expected));
  }
}

TEST(BadInput, NoDatasetAtAll) {
  const TemporaryFolder folder;
  expect_train_error(folder.path(), train("nowhere"), {"nowhere"});
}

TEST(BadInput, NetworkWhoseShapesDoNotFit) {
  const TemporaryFolder folder;
  write_file(folder / "bad.net", "input 1 128 64\n\nc1 conv 8 3x3\nout linear classes\n");
  expect_train_error(folder.path(), train(Band::get().music(), "bad.net"),
                     {"bad.net:4", "'out'", "8x126x62", "expected a vector"});
}

TEST(BadInput, NetworkWithAnOutputThatNothingTeaches) {
  const TemporaryFolder folder;
  write_file(folder / "bad.net",
             "input 1 128 64\ng global_avg_pool\nx linear 3 output\nout linear classes from g\n");
  expect_train_error(folder.path(), train(Band::get().music(), "bad.net"),
                     {"bad.net:3", "'x'", "found an output beside the last node"});
}

TEST(BadInput, NetworkWithAnotherNumberOfClasses) {
  const TemporaryFolder folder;
  write_file(folder / "bad.net", "input 1 128 64\ng global_avg_pool\nout linear 7\n");
  expect_train_error(folder.path(), train(Band::get().music(), "bad.net"),
                     {"bad.net:3", "found an output of shape 7, expected 2"});
}

TEST(BadInput, NetworkForAnotherNumberOfMelBands) {
  const TemporaryFolder folder;
  write_file(folder / "bad.net", "input 1 64 64\ng global_avg_pool\nout linear classes\n");
  expect_train_error(folder.path(), train(Band::get().music(), "bad.net"),
                     {"bad.net:1", "1x64x64", "1x128"});
}

TEST(BadInput, NetworkThatIsNotThere) {
  const TemporaryFolder folder;
  expect_train_error(folder.path(), train(Band::get().music(), "no_such_net"),
                     {"no_such_net", "short_chunk"});
}

TEST(BadInput, OutputThatCanNotBeWrittenIsNoticedBeforeTraining) {
  const TemporaryFolder folder;
  auto arguments = Band::get().train_arguments(Band::get().music(), "nowhere/m.safetensors");
  expect_train_error(folder.path(), arguments,
                     {"nowhere/m.safetensors: can not be written: No such file"});
  const Outcome outcome = run("backbeat-train", arguments, folder.path());
  EXPECT_THAT(outcome.err, Not(HasSubstr("epoch")));
  arguments = train(Band::get().music());
  arguments.insert(arguments.end(), {"--html", "."});
  expect_train_error(folder.path(), arguments, {".: can not be written: Is a directory"});
}

/// Predicts with a model file of these bytes and expects a fatal error that names it.
void expect_model_error(const std::string& bytes, const std::vector<std::string>& words) {
  const TemporaryFolder folder;
  write_file(folder / "odd.safetensors", bytes);
  const Outcome outcome =
      run("backbeat-predict", {"--model", "odd.safetensors", "a.wav"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("odd.safetensors"));
  for (const std::string& word : words) EXPECT_THAT(outcome.err, HasSubstr(word));
}

TEST(BadInput, ModelOfAnotherVersion) {
  std::string bytes = read_file(Band::get().model());
  const std::size_t at = bytes.find("backbeat-model/1");
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, 16, "backbeat-model/7");
  expect_model_error(bytes, {"found 'backbeat-model/7', expected 'backbeat-model/1'"});
}

TEST(BadInput, ModelCutShort) {
  const std::string bytes = read_file(Band::get().model());
  expect_model_error(bytes.substr(0, bytes.size() - 100), {"cut short"});
  expect_model_error(bytes.substr(0, 50), {"cut short"});
  expect_model_error("", {"0 bytes"});
}

TEST(BadInput, ModelThatIsNoModel) {
  expect_model_error("hello, this is a text file and not a model at all",
                     {"not a safetensors file"});
}

struct BadClip {
  std::string name;
  std::string bytes;
  std::string reason;
};

class BadAudio : public testing::TestWithParam<BadClip> {};

TEST_P(BadAudio, IsNamedWithItsReason) {
  const TemporaryFolder folder;
  write_file(folder / "clip.wav", GetParam().bytes);
  const Outcome outcome =
      run("backbeat-predict", {"--model", Band::get().model(), "clip.wav"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.err, StartsWith("1 input failed:\n  clip.wav: "));
  EXPECT_THAT(outcome.err, Not(HasSubstr("clip.wav: clip.wav")));
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().reason));
}

/// Little-endian bytes of a number.
template <typename Number>
std::string bytes_of(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

/// A WAV file: mono, 16 bit, 22050 Hz, every byte of its samples equal to `value`.
std::string wav(std::uint32_t samples, char value) {
  const std::uint32_t size = 2 * samples;
  return "RIFF" + bytes_of(size + 36) + "WAVEfmt " + bytes_of(std::uint32_t{16}) +
         bytes_of(std::uint16_t{1}) + bytes_of(std::uint16_t{1}) + bytes_of(std::uint32_t{22050}) +
         bytes_of(std::uint32_t{44100}) + bytes_of(std::uint16_t{2}) + bytes_of(std::uint16_t{16}) +
         "data" + bytes_of(size) + std::string(size, value);
}

/// Frame headers without frames, of which a library would say on standard error what it thinks.
std::string syncs() {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += "\xFF\xFB\x90\x40";
  return bytes;
}

INSTANTIATE_TEST_SUITE_P(
    Clips, BadAudio,
    testing::Values(BadClip{"Empty", "", "empty"},
                    BadClip{"Text", "only words, and not a single sample of sound", "not audio"},
                    BadClip{"Syncs", syncs(), "MPEG audio without frames in a row"},
                    BadClip{"Silent", wav(44100, 0), "silent"},
                    BadClip{"NoSamples", wav(0, 0), "the file holds a header only"},
                    BadClip{"TooShort", wav(100, 100), "short"}),
    [](const auto& clip) { return clip.param.name; });

}  // namespace
}  // namespace backbeat::cli
