#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
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

}  // namespace
}  // namespace backbeat::cli
