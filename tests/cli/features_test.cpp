#include <cmath>
#include <numbers>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "apps/picture/spectrogram_picture.h"
#include "audio/decode/decode.h"
#include "audio/files/write_wav.h"
#include "tests/cli/band.h"
#include "tests/unit/apps/picture/read_png.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using apps::picture::Image;
using apps::picture::kPlotLeft_px;
using apps::picture::kPlotTop_px;
using testing::HasSubstr;

TEST(Features, WritesOneArrayForOneFile) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-features",
          {Band::get().music() + "/house/house.00000.wav", "--out", "house.npy"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  // 3 s at 22050 Hz: 1 + 66150 / 512 frames.
  EXPECT_THAT(read_file(folder / "house.npy").substr(0, 128), HasSubstr("(128, 130)"));
}

TEST(Features, WritesThroughLinksAndPipes) {
  const TemporaryFolder folder;
  const std::string music = Band::get().music() + "/house/house.00000.wav";
  write_file(folder / "target.npy", "an array before");
  write_file(folder / "target.png", "a picture before");
  fs::create_symlink("target.npy", folder / "house.npy");
  fs::create_symlink("target.png", folder / "house.png");
  const auto features = [&](const std::string& out) {
    return run("backbeat-features", {music, "--out", out, "--png"}, folder.path());
  };
  const Outcome linked = features("house.npy");
  EXPECT_EQ(linked.exit_code, 0) << linked.err;
  EXPECT_TRUE(fs::is_symlink(folder / "house.npy") && fs::is_symlink(folder / "house.png"));
  EXPECT_THAT(read_file(folder / "target.npy").substr(0, 128), HasSubstr("(128, 130)"));
  EXPECT_EQ(read_file(folder / "target.png").substr(1, 3), "PNG");

  ASSERT_EQ(::mkfifo((folder / "pipe.npy").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((folder / "pipe.png").c_str(), 0600), 0);
  std::string array;
  std::string picture;
  std::thread reader([&] {
    array = read_file(folder / "pipe.npy");
    picture = read_file(folder / "pipe.png");
  });
  const Outcome piped = features("pipe.npy");
  reader.join();
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(array, read_file(folder / "target.npy"));
  EXPECT_EQ(picture.substr(1, 3), "PNG");

  fs::create_symlink("/dev/full", folder / "full.npy");
  const Outcome full = features("full.npy");
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_THAT(full.err, HasSubstr("full.npy: found a failed write"));
}

TEST(Features, WritesAFolderForSeveralFiles) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-features", {Band::get().music(), "--out", "arrays", "--preset", "torchaudio"},
          folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(read_file(folder / "arrays" / "waltz.00005.npy").substr(0, 128),
              HasSubstr("(128, 331)"));
}

TEST(Features, LetsAnOptionOverrideThePreset) {
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-features",
                              {Band::get().music() + "/house/house.00000.wav", "--out", "a.npy",
                               "--preset", "librosa", "--n-mels", "40", "--hop-length", "1024"},
                              folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(read_file(folder / "a.npy").substr(0, 128), HasSubstr("(40, 65)"));
}

TEST(Features, NamesASettingThatDoesNotFit) {
  const TemporaryFolder folder;
  const Outcome outcome = run(
      "backbeat-features", {Band::get().music(), "--out", "a", "--fmax", "20000"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("fmax"));
  EXPECT_THAT(outcome.err, HasSubstr("20000"));
}

TEST(Features, WarnsOnceOfEmptyBands) {
  const TemporaryFolder folder;
  const auto warnings = [&](const std::string& n_mels) {
    const Outcome outcome =
        run("backbeat-features",
            {Band::get().music(), "--out", "arrays", "--preset", "torchaudio", "--n-mels", n_mels},
            folder.path());
    EXPECT_EQ(outcome.exit_code, 0);
    return outcome.err;
  };
  const std::string text = "n_mels: found 128, of which";
  const std::string err = warnings("128");
  EXPECT_THAT(err, HasSubstr(text));
  EXPECT_EQ(err.find(text), err.rfind(text)) << err;
  EXPECT_THAT(warnings("40"), testing::Not(HasSubstr("n_mels")));
}

TEST(Features, GoesOnPastABadFile) {
  const TemporaryFolder folder;
  write_file(folder / "bad.wav", "this is no audio");
  const Outcome outcome =
      run("backbeat-features",
          {"bad.wav", Band::get().music() + "/house/house.00000.wav", "--out", "a"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(fs::exists(folder / "a" / "house.00000.npy"));
  EXPECT_THAT(outcome.err, HasSubstr("bad.wav"));
}

/// Three seconds of 1 kHz, and nothing in its picture but that.
void write_sine(const fs::path& path, int rate_hz) {
  audio::Mono sine{.samples = std::vector<float>(static_cast<std::size_t>(3 * rate_hz)),
                   .sample_rate_hz = rate_hz};
  for (std::size_t n = 0; n < sine.samples.size(); ++n) {
    const double turns = 1000.0 * static_cast<double>(n) / rate_hz;
    sine.samples[n] = static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * turns));
  }
  audio::write_wav(path, sine);
}

TEST(FeaturesPicture, ShowsAToneAtItsFrequency) {
  const TemporaryFolder folder;
  write_sine(folder / "sine.wav", 22050);
  const Outcome outcome =
      run("backbeat-features", {"sine.wav", "--out", "sine.npy", "--png"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(folder / "sine.npy"));
  EXPECT_TRUE(read_file(folder / "sine.png").starts_with("\x89PNG\r\n\x1A\n"));
  const Image image = read_png(folder / "sine.png");

  // 130 frames of 7 pixels and 128 bands of 4; the plot has a dark line around it.
  constexpr int kWidth = 910;
  constexpr int kHeight = 512;
  EXPECT_GT(image.width_px(), kPlotLeft_px + kWidth);
  EXPECT_GT(image.height_px(), kPlotTop_px + kHeight);
  EXPECT_LT(image.at(kPlotLeft_px - 1, kPlotTop_px - 1).green, 80);
  EXPECT_LT(image.at(kPlotLeft_px + kWidth, kPlotTop_px + kHeight).green, 80);

  // Slaney's scale: 15 mel at 1 kHz, 27 more to each factor 6.4; band m is centred on m + 1 of 129.
  const double top_mel = 15.0 + 27.0 * std::log(11.025) / std::log(6.4);
  const double place = 15.0 / top_mel * 129.0 - 0.5;
  int brightest_y = kPlotTop_px;
  for (int y = kPlotTop_px; y < kPlotTop_px + kHeight; ++y) {
    const int x = kPlotLeft_px + kWidth / 2;
    if (image.at(x, y).green > image.at(x, brightest_y).green) brightest_y = y;
  }
  EXPECT_NEAR(brightest_y, kPlotTop_px + kHeight - place * 4.0, 4.0);
}

TEST(FeaturesPicture, KnowsTheRateOfEachFile) {
  const TemporaryFolder folder;
  const auto draw = [&](const std::string& input, const std::string& name,
                        const std::string& rate) {
    const Outcome outcome = run(
        "backbeat-features",
        {input, "--out", name + ".npy", "--png", "--png-colours", "magma", "--sample-rate", rate},
        folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return read_file(folder / (name + ".png"));
  };
  for (const int rate_hz : {16000, 44100}) {
    write_sine(folder / "sine.wav", rate_hz);
    EXPECT_EQ(draw("sine.wav", "own", "0"), draw("sine.wav", "given", fmt::format("{}", rate_hz)));
  }
}

TEST(FeaturesPicture, LiesBesideEachArray) {
  const TemporaryFolder folder;
  write_sine(folder / "a.b.wav", 22050);
  write_file(folder / "bad.wav", "this is no audio");
  const Outcome outcome =
      run("backbeat-features", {"a.b.wav", "a.b.wav", "bad.wav", "--out", "out", "--png"},
          folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder / "out")) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("a.b.npy", "a.b.png", "a.b.2.npy", "a.b.2.png"));
}

TEST(FeaturesPicture, DoesNotTakeTheArraysName) {
  const TemporaryFolder folder;
  write_sine(folder / "sine.wav", 22050);
  const Outcome outcome =
      run("backbeat-features", {"sine.wav", "--out", "sine.png", "--png"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--out: found sine.png, expected the name of the array"));
  EXPECT_FALSE(fs::exists(folder / "sine.png"));
}

}  // namespace
}  // namespace backbeat::cli
