// FFmpeg's libraries are loaded by the files that need them, and only then.

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kAac = BACKBEAT_SOURCE_DIR "/tests/golden/audio/formats/aac.m4a";

/// What the dynamic linker reports of the libraries that it finds.
std::string libraries_of(const std::vector<std::string>& arguments) {
  const Band& band = Band::get();
  setenv("LD_DEBUG", "libs", 1);
  const Outcome outcome = run("backbeat-predict", arguments, band.music());
  unsetenv("LD_DEBUG");
  return outcome.err;
}

TEST(Ffmpeg, IsLoadedForItsFormatsOnly) {
  const std::string model = Band::get().model();
  EXPECT_THAT(libraries_of({"--model", model, "house/house.00000.wav"}),
              AllOf(HasSubstr("libsndfile"), Not(HasSubstr("libavcodec"))));
  EXPECT_THAT(libraries_of({"--model", model, kAac}), HasSubstr("libavcodec"));
}

TEST(Ffmpeg, ProgramWithoutItsModuleSaysSoAndReadsTheRest) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "bin");
  const std::string program = folder / "bin/backbeat-predict";
  std::filesystem::copy_file(BACKBEAT_BIN_DIR "/backbeat-predict", program);
  const Outcome outcome =
      run(program, {"--model", band.model(), kAac, "waltz/waltz.00000.wav"}, band.music());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("waltz/waltz.00000.wav\t"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(kAac + ": found"),
                                 HasSubstr("and FFmpeg can not be asked, expected audio"),
                                 HasSubstr("lib/backbeat/ffmpeg.so: cannot open")));
}

}  // namespace
}  // namespace backbeat::cli
