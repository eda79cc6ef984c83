// What is built follows what is installed, and a message names what is not.

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

/// CMake on our sources, as if each of `absent` were not installed.
class Build : public testing::Test {
 protected:
  Outcome configure(std::vector<std::string> options,
                    const std::vector<std::string>& absent) const {
    options.insert(options.end(), {"-S", BACKBEAT_SOURCE_DIR, "-B", folder_.path().string(), "-G",
                                   BACKBEAT_GENERATOR});
    for (const std::string& package : absent)
      options.push_back("-DCMAKE_DISABLE_FIND_PACKAGE_" + package + "=ON");
    Outcome outcome = run(BACKBEAT_CMAKE, options, folder_.path());
    std::replace(outcome.err.begin(), outcome.err.end(), '\n',
                 ' ');  // CMake breaks lines where it likes
    return outcome;
  }

  const TemporaryFolder folder_;
};

TEST_F(Build, GoesWithoutTestsWhereTheirLibrariesAreMissing) {
  const Outcome outcome = configure({}, {"GTest", "benchmark"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("tests: OFF; benchmarks: OFF"));
}

TEST_F(Build, LooksAgainEachTime) {
  configure({}, {"GTest", "benchmark"});
  const Outcome outcome = configure({"-DCMAKE_DISABLE_FIND_PACKAGE_GTest=OFF"}, {});
  EXPECT_THAT(outcome.out, HasSubstr("tests: ON; benchmarks: OFF"));
}

TEST_F(Build, NamesTheCommandThatInstallsWhatWasAskedFor) {
  const Outcome tests = configure({"-DBACKBEAT_TESTS=ON"}, {"GTest"});
  EXPECT_NE(tests.exit_code, 0);
  EXPECT_THAT(tests.err, HasSubstr("GoogleTest with GoogleMock (for BACKBEAT_TESTS=ON)"));
  EXPECT_THAT(tests.err, HasSubstr("--tests"));
}

TEST_F(Build, NamesAllLibrariesThatAreMissing) {
  const Outcome outcome = configure({}, {"Eigen3", "PNG"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("found no Eigen3, PNG"));
}

TEST_F(Build, NeverGoesWithoutTestsInThePresetsThatAreForThem) {
  for (const char* preset : {"dev", "asan"}) {
    EXPECT_NE(configure({"--preset", preset}, {"GTest"}).exit_code, 0) << preset;
  }
}

}  // namespace
}  // namespace backbeat::cli
