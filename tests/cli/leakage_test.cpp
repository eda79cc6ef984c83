#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/// A copy of the band's music and a manifest over it, to plant leaks in.
class Leakage : public testing::Test {
 protected:
  Leakage() { fs::copy(Band::get().music(), folder_ / "music", fs::copy_options::recursive); }

  /// Six clips of each style, the last two of each on the test side.
  void write_manifest(const std::string& more_rows) {
    std::string rows = "path,label,split,track\n";
    for (const std::string style : {"house", "waltz"}) {
      for (int i = 0; i < 6; ++i) {
        rows += fmt::format("music/{0}/{0}.{1:05}.wav,{0},{2},{0}{1}\n", style, i,
                            i < 4 ? "train" : "test");
      }
    }
    write_file(folder_ / "m.csv", rows + more_rows);
  }

  void copy_of_house_0(const std::string& name) {
    fs::copy(folder_ / "music/house/house.00000.wav", folder_ / name);
  }

  Outcome check(const std::vector<std::string>& more = {}) {
    return run("backbeat-train",
               with({"m.csv", "--check-leakage", "--valid-fraction", "0", "--cache", "none"}, more),
               folder_.path());
  }

  Outcome check_with_unlabelled(const std::string& manifest) {
    const Outcome teacher = run(
        "backbeat-predict", {"music", "--write-teacher", "teacher", "--model", Band::get().model()},
        folder_.path());
    EXPECT_EQ(teacher.exit_code, 0) << teacher.err;
    return check({"--teacher", "teacher", "--unlabelled", manifest});
  }

  TemporaryFolder folder_;
};

TEST_F(Leakage, FindsNoneAmongClipsOfOneBand) {
  write_manifest("");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "sides (test, train): 12 clips, leaks: 0\n");
}

TEST_F(Leakage, FindsACopyOfATrainingClipOnTheTestSide) {
  copy_of_house_0("copy.wav");
  write_manifest("copy.wav,house,test,other\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("audio\ttrain\ttest\tmusic/house/house.00000.wav\tcopy.wav\t"
                                     "offset 0.00 s, similarity 1.000\n"));
  EXPECT_THAT(outcome.out, HasSubstr("leaks: 1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("two tracks\ttrain\ttest\t"));
}

TEST_F(Leakage, FindsATrackOnTwoSidesThatTheGroupsRefuse) {
  write_manifest("music/waltz/waltz.00005.wav,waltz,train,house4\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("shares an artist, track or file"));
  EXPECT_THAT(outcome.out, ContainsRegex("file\ttest\ttrain|file\ttrain\ttest"));
  EXPECT_THAT(outcome.out, ContainsRegex("track\t.*house.00004.wav.*\thouse4"));
}

TEST_F(Leakage, SameAudioUnderTwoLabelsOnOneSideIsToldButNoLeak) {
  copy_of_house_0("copy.wav");
  write_manifest("copy.wav,waltz,train,\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("leaks: 0\ntwo labels\ttrain\ttrain\t"));
}

TEST_F(Leakage, ComparesTheFoldsOfTheManifest) {
  copy_of_house_0("copy.wav");
  write_file(folder_ / "m.csv",
             "path,label,fold\nmusic/house/house.00000.wav,a,0\nmusic/house/house.00001.wav,a,1\n"
             "copy.wav,a,1\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("sides: nothing to compare, all of 3 clips are on one\n"));
  EXPECT_THAT(outcome.out, HasSubstr("audio\tfold 0\tfold 1\t"));
  EXPECT_THAT(outcome.out, HasSubstr("folds (fold 0, fold 1): 3 clips, leaks: 1\n"));
}

/// A copy of a test clip among the music without labels that a teacher has heard.
TEST_F(Leakage, LooksAtMusicWithoutLabelsToo) {
  write_manifest("");
  fs::copy(folder_ / "music/house/house.00005.wav", folder_ / "copy.wav");
  write_file(folder_ / "more.csv",
             "path,track\ncopy.wav,\nmusic/waltz/waltz.00000.wav,\nmusic/waltz/waltz.00005.wav,\n");
  const Outcome outcome = check_with_unlabelled("more.csv");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("audio\ttest\ttrain\tmusic/house/house.00005.wav\tcopy.wav\t"));
  // The copy leaks; of the two that are in the manifest, one is trained on anyway and one left out.
  EXPECT_THAT(outcome.out, HasSubstr("sides (test, train): 15 clips, leaks: 1\n"));
}

TEST_F(Leakage, OfMusicWithoutLabelsOnlyOtherNamesLeakBetweenFolds) {
  copy_of_house_0("copy.wav");
  write_file(folder_ / "m.csv",
             "path,label,fold\nmusic/house/house.00000.wav,a,0\nmusic/house/house.00001.wav,b,1\n"
             "music/house/house.00002.wav,a,1\nmusic/house/house.00003.wav,b,0\n");
  write_file(folder_ / "more.csv", "path\ncopy.wav\nmusic/house/house.00001.wav\n");
  const Outcome outcome = check_with_unlabelled("more.csv");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("audio\tfold 0\tunlabelled\tmusic/house/house.00000.wav\tcopy.wav"));
  EXPECT_THAT(outcome.out, HasSubstr("folds (fold 0, fold 1, unlabelled): 6 clips, leaks: 1\n"));
}

TEST_F(Leakage, ComparesAtEveryFrontEnd) {
  copy_of_house_0("copy.wav");
  write_manifest("copy.wav,house,test,\n");
  for (const std::vector<std::string>& settings :
       {std::vector<std::string>{"--sample-rate", "0"},
        {"--preset", "librosa"},
        {"--sample-rate", "16000", "--hop-length", "320", "--n-mels", "64"}}) {
    EXPECT_THAT(check(settings).out, HasSubstr("audio\ttrain\ttest\t")) << settings[1];
  }
}

TEST_F(Leakage, TrainingWarnsOfAFewPairsAndGoesOn) {
  std::string rows;
  for (int i = 0; i < 3; ++i) {
    copy_of_house_0(fmt::format("copy{}.wav", i));
    rows += fmt::format("copy{0}.wav,house,{1},{0}\n", i, i == 0 ? "train" : "test");
  }
  copy_of_house_0("copy3.wav");
  write_manifest(rows + "copy3.wav,waltz,test,\n");
  const Outcome outcome =
      run("backbeat-train",
          with(Band::get().train_arguments("m.csv", "m.safetensors"), {"--quiet"}), folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("warning: leakage: audio\ttrain\ttest\t"));
  EXPECT_THAT(outcome.err, ContainsRegex("leakage: and [0-9]+ more; --check-leakage lists all"));
  EXPECT_TRUE(fs::exists(folder_ / "m.safetensors"));
}

TEST_F(Leakage, OutIsNeededOnlyToTrain) {
  write_manifest("");
  const Outcome outcome = run("backbeat-train", {"m.csv"}, folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--out: found none"));
  EXPECT_THAT(check().err, Not(HasSubstr("--out")));
}

}  // namespace
}  // namespace backbeat::cli
