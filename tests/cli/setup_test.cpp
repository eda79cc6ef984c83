// scripts/setup.sh, with stand-ins for what asks and installs on Debian.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Setup : public testing::Test {
 protected:
  Setup() {
    stand_in("dpkg-query", "exit 1");  // nothing is installed
    stand_in("apt-get", "echo Reading lists; echo debconf: delaying >&2; echo \"$@\" >>calls");
    stand_in("sudo", "exec \"$@\"");
  }
  void stand_in(const std::string& program, const std::string& commands) const {
    fs::create_directory(folder_ / "bin");
    write_file(folder_ / "bin" / program, "#!/bin/sh\n" + commands + "\n");
    fs::permissions(folder_ / "bin" / program, fs::perms::owner_all);
  }
  Outcome setup(const std::string& option = {},
                const std::string& more_path = ":/usr/bin:/bin") const {
    std::vector<std::string> arguments = {"PATH=" + (folder_ / "bin").string() + more_path,
                                          "/bin/bash",
                                          std::string(BACKBEAT_SOURCE_DIR) + "/scripts/setup.sh"};
    if (!option.empty()) arguments.push_back(option);
    return run("/usr/bin/env", arguments, folder_.path());
  }
  /// What apt-get was called with.
  std::string calls() const {
    return fs::exists(folder_ / "calls") ? read_file(folder_ / "calls") : "";
  }

  const TemporaryFolder folder_;
};

TEST_F(Setup, InstallsNoLibraryOfTheTestsForThePrograms) {
  EXPECT_EQ(setup().exit_code, 0);
  EXPECT_THAT(calls(), HasSubstr("libsndfile1-dev"));
  EXPECT_THAT(calls(),
              AllOf(Not(HasSubstr("gtest")), Not(HasSubstr("gmock")), Not(HasSubstr("benchmark"))));
}

TEST_F(Setup, InstallsWhatTheTestsAreLinkedWith) {
  for (const char* option : {"--tests", "--lint"}) {
    EXPECT_EQ(setup(option).exit_code, 0);
    EXPECT_THAT(calls(), AllOf(HasSubstr("libgtest-dev"), HasSubstr("libgmock-dev"),
                               HasSubstr("libbenchmark-dev")));
    fs::remove(folder_ / "calls");
  }
}

TEST_F(Setup, SaysInOneLineWhatItInstalls) {
  const Outcome outcome = setup();
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, testing::MatchesRegex("setup: installing g\\+\\+ [^\n]*\n"));
}

TEST_F(Setup, DoesNothingWhereAllIsInstalled) {
  stand_in("dpkg-query", "echo installed");
  const Outcome outcome = setup("--tests");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(Setup, ShowsWhatWentWrong) {
  stand_in("apt-get", "echo E: no network >&2; exit 100");
  const Outcome outcome = setup();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("E: no network\nsetup: "));
}

TEST_F(Setup, ListsWhatIsMissingOnOtherSystems) {
  fs::remove_all(folder_ / "bin");
  const Outcome outcome = setup({}, {});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("missing program: cmake"), HasSubstr("nothing was installed")));
}

TEST_F(Setup, RefusesUnknownOptions) {
  const Outcome outcome = setup("--test");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--test"));
  EXPECT_THAT(calls(), IsEmpty());
}

}  // namespace
}  // namespace backbeat::cli
