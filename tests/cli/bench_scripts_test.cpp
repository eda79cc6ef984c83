// The scripts of tests/bench say at their start what they lack, and what builds it.

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Script {
  std::string name;
  std::vector<std::string> arguments;
  std::string lacks = "backbeat-bench";
};

class BenchScript : public testing::TestWithParam<Script> {};

TEST_P(BenchScript, SaysWhatBuildsTheProgramsThatItLacks) {
  const TemporaryFolder folder;
  std::vector<std::string> arguments = GetParam().arguments;
  arguments.insert(arguments.begin(),
                   std::string(BACKBEAT_SOURCE_DIR) + "/tests/bench/" + GetParam().name);
  const Outcome outcome = run(BACKBEAT_PYTHON, arguments, folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().lacks + ": found no such program"));
  EXPECT_THAT(outcome.err, HasSubstr("cmake --build --preset release --target programs"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("Traceback")));
}

INSTANTIATE_TEST_SUITE_P(
    All, BenchScript,
    testing::Values(Script{"compare_features.py", {"--bench", "bin/backbeat-bench"}},
                    Script{"compare_pytorch.py", {"--build-dir", "."}},
                    Script{"compare_onnxruntime.py", {"--build-dir", ".", "--node-path", "."}},
                    Script{"growth.py", {"--build-dir", "."}},
                    Script{"busy_machine.py", {"--build-dir", "."}, "backbeat-synth"}),
    [](const auto& script) { return script.param.name.substr(0, script.param.name.find('.')); });

TEST(BenchScripts, SayWhatBuildsTheMeasureOfThePeak) {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  fs::create_directory(folder / "bin");
  for (const std::string name : {"bench", "predict", "synth", "train"}) {
    write_file(folder / ("bin/backbeat-" + name), "");
    fs::permissions(folder / ("bin/backbeat-" + name), fs::perms::owner_all);
  }
  const Outcome outcome = run(
      BACKBEAT_PYTHON,
      {std::string(BACKBEAT_SOURCE_DIR) + "/tests/bench/compare_pytorch.py", "--build-dir", "."},
      folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("bench/fma_peak: found no such program"));
  EXPECT_THAT(outcome.err, HasSubstr("-DBACKBEAT_BENCH=ON"));
}

}  // namespace
}  // namespace backbeat::cli
