#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;

TEST(Synth, WritesClassFolders) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-synth", {"out", "--styles", "rock,waltz", "--clips", "2", "--duration-s", "1"},
          folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* name : {"rock/rock.00000.wav", "rock/rock.00001.wav", "waltz/waltz.00000.wav",
                           "waltz/waltz.00001.wav"}) {
    // A 16-bit mono second at 22050 Hz, and a header.
    EXPECT_EQ(fs::file_size(folder / "out" / name), 44100 + 44) << name;
  }
}

TEST(Synth, GivesTheSameBytesForTheSameSeedOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const auto synth = [&](const std::string& out, const std::string& seed,
                         const std::string& threads) {
    run("backbeat-synth",
        {out, "--styles", "reggae", "--clips", "2", "--duration-s", "2", "--seed", seed,
         "--threads", threads},
        folder.path());
    return read_file(folder / out / "reggae" / "reggae.00001.wav");
  };
  const std::string one = synth("a", "5", "1");
  EXPECT_EQ(synth("b", "5", "3"), one);
  EXPECT_NE(synth("c", "6", "1"), one);
}

TEST(Synth, RefusesAnUnknownStyle) {
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-synth", {"out", "--styles", "yodel"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::HasSubstr("yodel"));
}

}  // namespace
}  // namespace backbeat::cli
