// What the system does not give, memory and room for a file, is told like any other failure.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Runs a program in a shell in which `limit`, an argument of ulimit, holds.
Outcome run_limited(const std::string& limit, const std::string& program,
                    const std::vector<std::string>& arguments, const TemporaryFolder& folder) {
  const std::string script = fmt::format("ulimit {} && exec \"$0\" \"$@\"", limit);
  return run("/bin/sh",
             with({"-c", script, (fs::path(BACKBEAT_BIN_DIR) / program).string()}, arguments),
             folder.path());
}

TEST(SystemLimits, ALargestFileSizeIsAFullDisk) {
  const TemporaryFolder folder;
  const std::string music = Band::get().music() + "/house/house.00000.wav";
  const Outcome outcome =
      run_limited("-f 8", "backbeat-features", {music, "--out", "a.npy"}, folder);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("a.npy"));
  EXPECT_TRUE(fs::is_empty(folder.path())) << "not even a part of it";
}

TEST(SystemLimits, TooLittleMemoryIsSaidInWords) {
  const TemporaryFolder folder;
  write_file(folder / "large.net",
             "input 1 128 1000\nc conv 32 3x3 pad 1\nr relu\n"
             "p global_avg_pool\nout linear classes\n");
  const std::vector<std::string> arguments{"train", "--net",     "large.net", "--classes",
                                           "2",     "--batch",   "8",         "--threads",
                                           "1",     "--seconds", "1e-9"};
  EXPECT_EQ(run("backbeat-bench", arguments, folder.path()).exit_code, 0) << "there is enough";
  const Outcome outcome = run_limited("-v 250000", "backbeat-bench", arguments, folder);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("memory: found too little"));
}

/// Whoever loses a disk may have a million of them.
TEST(SystemLimits, AFileThatIsMissingTakesLittleMemory) {
  const TemporaryFolder folder;
  const auto peak_kib = [&](int missing) {
    std::string manifest = "path,label\nwaltz/waltz.00000.wav,waltz\n";
    for (int i = 0; i < missing; ++i) {
      manifest += fmt::format("an_album/recording_number_{}.mp3,waltz\n", i);
    }
    write_file(folder / "m.csv", manifest);
    const Outcome outcome = run("backbeat-evaluate",
                                {"m.csv", "--root", Band::get().music(), "--model",
                                 Band::get().model(), "--cache", "none", "--threads", "1"},
                                folder.path());
    EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
    return outcome.peak_memory_kib;
  };
  constexpr int kMore = 40000;
  EXPECT_LT(peak_kib(20000 + kMore), peak_kib(20000) + 3L * kMore / 2) << "1.5 KiB for each";
}

}  // namespace
}  // namespace backbeat::cli
