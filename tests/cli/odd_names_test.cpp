// One odd name among a thousand good files: it fails alone, with its reason, and the others are done.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// A copy of the band's music, whose class house also holds a link to itself, a link to nothing and
/// a pipe.
class OddNames : public testing::Test {
 protected:
  OddNames() {
    fs::copy(Band::get().music(), folder_ / "music", fs::copy_options::recursive);
    fs::create_symlink("loop.mp3", folder_ / "music/house/loop.mp3");
    fs::create_symlink("nowhere.mp3", folder_ / "music/house/dangling.mp3");
    EXPECT_EQ(::mkfifo((folder_ / "music/house/pipe.mp3").c_str(), 0600), 0);
  }
  Outcome predict(const std::vector<std::string>& inputs, const std::string& input = {}) const {
    return run("backbeat-predict", with(inputs, {"--model", Band::get().model()}), folder_.path(),
               input);
  }

  const TemporaryFolder folder_;
};

int answers(const Outcome& outcome) {
  int n = 0;
  for (std::size_t at = 0; (at = outcome.out.find(".wav\t", at)) != std::string::npos; ++at) ++n;
  return n;
}

TEST_F(OddNames, InAFolderFailAlone) {
  const Outcome outcome = predict({"music"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(answers(outcome), 12);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("3 inputs failed"),
                    HasSubstr("music/house/loop.mp3: Too many levels of symbolic links"),
                    HasSubstr("music/house/dangling.mp3: No such file or directory"),
                    HasSubstr("music/house/pipe.mp3: found no regular file")));
}

TEST_F(OddNames, OnACommandLineOrStandardInputFailAlone) {
  const std::string name = std::string(300, 'n') + ".wav";
  std::string path = "music";
  while (path.size() < 5000) path += "/music";
  for (const std::string& odd : {std::string("music/house/loop.mp3"), name, path}) {
    const std::string good = "music/waltz/waltz.00000.wav";
    for (const Outcome& outcome :
         {predict({good, odd, good}), predict({"-"}, good + "\n" + odd + "\n" + good + "\n")}) {
      EXPECT_EQ(outcome.exit_code, 1);
      EXPECT_EQ(answers(outcome), 2);
      EXPECT_THAT(outcome.err, HasSubstr(odd + ": can not be looked at: "));
    }
  }
}

TEST_F(OddNames, CanNeitherForgeALineNorSteerATerminal) {
  const std::string forged = "music/house/a.wav\nb.wav\trock 1.000";
  const std::string steering = "music/house/\x1b]0;title\x07.wav";
  fs::copy(folder_ / "music/house/house.00000.wav", folder_ / (forged + ".wav"));
  write_file(folder_ / steering, "no audio");
  const Outcome outcome = predict({forged + ".wav", steering});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, testing::StartsWith("music/house/a.wav\\nb.wav\\trock 1.000.wav\t"));
  EXPECT_THAT(outcome.err, HasSubstr("music/house/\\x1b]0;title\\x07.wav: "));
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
}

TEST_F(OddNames, GoThroughAPipeOfScripts) {
  const std::string name = "music/house/a\nb.wav";
  const std::string good = "music/waltz/waltz.00000.wav";
  fs::copy(folder_ / good, folder_ / name);
  const Outcome outcome =
      run("backbeat-predict", {"-", "--null", "--print0", "--model", Band::get().model()},
          folder_.path(), name + '\0' + good + '\0');
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, testing::StartsWith(name + '\t'));
  EXPECT_THAT(outcome.out, HasSubstr('\0' + good + '\t'));
  EXPECT_TRUE(outcome.out.ends_with('\0'));
}

TEST_F(OddNames, AreShownWithoutTheirControlCharacters) {
  const std::string name = "\x1b]0;title\x07\n.wav";
  const std::string shown = "\\x1b]0;title\\x07\\n.wav";
  const auto expect_shown = [&](const Outcome& outcome) {
    EXPECT_EQ((outcome.out + outcome.err).find('\x1b'), std::string::npos);
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr(shown));
  };
  const fs::path good = folder_ / "music/house/house.00000.wav";
  fs::copy(good, folder_ / name);
  expect_shown(run("backbeat-features", {name, good, "--out", "mels"}, folder_.path()));
  expect_shown(run("backbeat-bench", {"features", name, "--seconds", "0.01"}, folder_.path()));
  const Outcome recipe = run("backbeat-train", {"music", "--recipe", name}, folder_.path());
  EXPECT_THAT(recipe.err, HasSubstr("\\x1b]0;title\\x07\n.wav:1: found 'RIFF"));
  write_file(folder_ / "m.csv", "path,label,split\n\"" + name + "\",a,train\n" + good.string() +
                                    ",a,test\nmusic/waltz/waltz.00000.wav,b,train\n");
  expect_shown(run("backbeat-train", {"m.csv", "--check-leakage"}, folder_.path()));
}

TEST_F(OddNames, OfASingleInputIsAFailureOfIt) {
  const Outcome outcome =
      run("backbeat-features", {"music/house/loop.mp3", "--out", "mel.npy"}, folder_.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("loop.mp3: can not be looked at: "));
}

TEST_F(OddNames, AFileWithoutAnEndIsNoText) {
  write_file(folder_ / "long.toml", std::string(std::size_t{2} << 20, 'x'));
  EXPECT_THAT(run("backbeat-train", {"music", "--recipe", "long.toml"}, folder_.path()).err,
              HasSubstr("long.toml: found more than 1048576 bytes, expected a text"));
  EXPECT_THAT(
      run("backbeat-train", {"music", "--out", "m", "--train-list", "/dev/zero"}, folder_.path())
          .err,
      HasSubstr("/dev/zero: found a line of more than 1048576 bytes, expected text"));
}

TEST_F(OddNames, AreNoFormulasForASpreadsheet) {
  const std::string name = "=cmd().wav";
  fs::copy(folder_ / "music/house/house.00000.wav", folder_ / name);
  write_file(folder_ / "m.csv", "path,label\n" + name + ",house\n");
  EXPECT_THAT(predict({name, "--format", "csv"}).out, HasSubstr("\n'=cmd().wav,"));
  EXPECT_THAT(predict({name, "--format", "csv", "--csv-formulas"}).out, HasSubstr("\n=cmd().wav,"));
  const auto evaluate = [&](const std::vector<std::string>& more) {
    const Outcome outcome = run(
        "backbeat-evaluate",
        with({"m.csv", "--model", Band::get().model(), "--csv", "out.csv"}, more), folder_.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return read_file(folder_ / "out.csv");
  };
  EXPECT_THAT(evaluate({}), HasSubstr("\n'"));
  EXPECT_THAT(evaluate({"--csv-formulas"}), testing::Not(HasSubstr("\n'")));
}

TEST_F(OddNames, AreLeftOutOfATraining) {
  const Outcome outcome =
      run("backbeat-train", Band::get().train_arguments("music", "m.safetensors"), folder_.path());
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_TRUE(fs::exists(folder_ / "m.safetensors"));
  for (const char* name : {"loop.mp3: ", "dangling.mp3: ", "pipe.mp3: "}) {
    EXPECT_THAT(outcome.err, HasSubstr(std::string("music/house/") + name));
  }
}

TEST_F(OddNames, InAManifestOrListAreLeftOutOfATraining) {
  std::string manifest =
      "path,label\nmusic/house/loop.mp3,house\n" + std::string(300, 'n') + ".wav,house\n";
  std::string list = std::string("\xEF\xBB\xBFhouse/") + std::string(300, 'n') + ".wav\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {
      const std::string file = style + "/" + style + ".0000" + std::to_string(i) + ".wav";
      manifest += "music/" + file + "," + style + "\n";
      list += file + "\n";
    }
  }
  write_file(folder_ / "m.csv", manifest);
  write_file(folder_ / "train.txt", list);
  const auto train = [&](const std::string& dataset, const std::vector<std::string>& more) {
    fs::remove(folder_ / "m.safetensors");
    const Outcome outcome =
        run("backbeat-train", with(Band::get().train_arguments(dataset, "m.safetensors"), more),
            folder_.path());
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    EXPECT_TRUE(fs::exists(folder_ / "m.safetensors"));
    return outcome.err;
  };
  EXPECT_THAT(train("m.csv", {}), AllOf(HasSubstr("2 inputs failed"), HasSubstr("loop.mp3")));
  EXPECT_THAT(train("music", {"--train-list", "train.txt"}), HasSubstr("1 input failed"));
}

TEST_F(OddNames, ALineOfARecipeMayHaveNone) {
  write_file(folder_ / "r.toml", "epochs = 1\n = 3\n");
  const Outcome outcome = run("backbeat-train", {"music", "--recipe", "r.toml"}, folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("r.toml:2: found '', expected an option of backbeat-train"));
}

TEST_F(OddNames, AByteOrderMarkIsNoPartOfARecipe) {
  write_file(folder_ / "r.toml", "\xEF\xBB\xBFlr = 0.01\n");
  const Outcome outcome =
      run("backbeat-train",
          with(Band::get().train_arguments(Band::get().music(), "m.safetensors"),
               {"--recipe", "r.toml"}),
          folder_.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

}  // namespace
}  // namespace backbeat::cli
