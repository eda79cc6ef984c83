// What every program promises: help, version, exit codes, where messages go.

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class EveryProgram : public testing::TestWithParam<std::string> {};

TEST_P(EveryProgram, ExplainsItself) {
  const TemporaryFolder folder;
  const Outcome outcome = run(GetParam(), {"-h"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* option :
       {"--threads", "--max-memory", "--seed", "--quiet", "--log-level", "--no-progress"}) {
    EXPECT_THAT(outcome.out, HasSubstr(option));
  }
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("{false}")));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(EveryProgram, TellsItsVersion) {
  const TemporaryFolder folder;
  const Outcome outcome = run(GetParam(), {"--version"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_P(EveryProgram, RefusesUnknownOptions) {
  const TemporaryFolder folder;
  const Outcome outcome = run(GetParam(), {"--no-such-option"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_FALSE(outcome.err.empty());
}

TEST_P(EveryProgram, RefusesNumbersThatWouldWrapOrStopTheMachine) {
  const TemporaryFolder folder;
  for (const auto& [option, value] : {std::pair{"--seed", "-1"},
                                      {"--seed", "18446744073709551616"},
                                      {"--seed", "1.5"},
                                      {"--threads", "1000000000"},
                                      {"--threads", "-1"},
                                      {"--max-memory", "nan"}}) {
    const Outcome outcome = run(GetParam(), {option, value}, folder.path());
    EXPECT_EQ(outcome.exit_code, 2) << option << " " << value;
    EXPECT_THAT(outcome.err, HasSubstr(option));
  }
}

TEST(Options, RefuseNumbersThatAreNone) {
  const TemporaryFolder folder;
  for (const char* option :
       {"--lr", "--momentum", "--gamma", "--label-smoothing", "--group-balance", "--ema",
        "--level-range", "--band-mean", "--teacher-share", "--class-weights", "--valid-fraction",
        "--precision"}) {
    const Outcome outcome = run("backbeat-train", {"music", option, "nan"}, folder.path());
    EXPECT_EQ(outcome.exit_code, 2) << option;
    EXPECT_THAT(outcome.err, testing::AllOf(HasSubstr(option), HasSubstr("found 'nan', expected")));
  }
  for (const auto& [option, value] : {std::pair{"--min-confidence", "nan"},
                                      {"--offset-s", "inf"},
                                      {"--offset-s", "nan"},
                                      {"--duration-s", "inf"}}) {
    const Outcome outcome = run("backbeat-predict", {"music", option, value}, folder.path());
    EXPECT_EQ(outcome.exit_code, 2) << option << " " << value;
    EXPECT_THAT(outcome.err, HasSubstr(std::string("found '") + value + "', expected"));
  }
}

TEST_P(EveryProgram, NeedsItsArguments) {
  const TemporaryFolder folder;
  EXPECT_EQ(run(GetParam(), {}, folder.path()).exit_code, 2);
}

INSTANTIATE_TEST_SUITE_P(Programs, EveryProgram,
                         testing::Values("backbeat-train", "backbeat-predict", "backbeat-evaluate",
                                         "backbeat-convert", "backbeat-features", "backbeat-synth",
                                         "backbeat-bench", "backprop-tour"),
                         [](const auto& program) {
                           std::string name = program.param;
                           name.erase(name.find('-'), 1);
                           return name;
                         });

}  // namespace
}  // namespace backbeat::cli
