// How many threads the programs compute on, and what these do while they wait for each other.

#include <algorithm>
#include <sched.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string program(const std::string& name) {
  return std::string(BACKBEAT_BIN_DIR) + "/" + name;
}

/// Runs `words` in an environment in which the user says nothing of threads but `variables`.
Outcome run_with(const std::vector<std::string>& variables, const std::vector<std::string>& words,
                 const std::filesystem::path& folder, const std::string& input = {}) {
  std::vector<std::string> arguments;
  for (const char* name : {"OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME",
                           "KMP_LIBRARY", "OMP_DISPLAY_ENV"}) {
    arguments.insert(arguments.end(), {"-u", name});
  }
  return run("/usr/bin/env", with(with(arguments, variables), words), folder, input);
}

// How many threads.

int threads_used(const std::vector<std::string>& before,
                 const std::vector<std::string>& options = {}) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_with(before,
               with({program("backbeat-bench"), "infer", "--net", Band::get().net(), "--classes",
                     "2", "--batch", "1", "--seconds", "1e-9", "--json"},
                    options),
               folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return nlohmann::json::parse(outcome.out).at("threads").get<int>();
}

int allowed_cores() {
  cpu_set_t cores;
  sched_getaffinity(0, sizeof cores, &cores);
  return CPU_COUNT(&cores);
}

TEST(Threads, AreAsManyAsOmpNumThreadsSays) {
  EXPECT_EQ(threads_used({"OMP_NUM_THREADS=1"}), 1);
}

TEST(Threads, AreNoMoreThanCoresWhateverOmpNumThreadsSays) {
  EXPECT_LE(threads_used({"OMP_NUM_THREADS=1000"}), allowed_cores());
}

TEST(Threads, AreAsManyAsTheAffinityMaskHasCores) {
  EXPECT_EQ(threads_used({"/usr/bin/taskset", "-c", std::to_string(sched_getcpu())}), 1);
}

TEST(Threads, AreAsManyAsTheOptionSaysWhateverElseIsSaid) {
  EXPECT_EQ(threads_used({"OMP_NUM_THREADS=1"}, {"--threads", "3"}), 3);
  EXPECT_EQ(
      threads_used({"/usr/bin/taskset", "-c", std::to_string(sched_getcpu())}, {"--threads", "2"}),
      2);
}

// What they do while they wait.

/// What OpenMP's runtime says of its settings; it says so each time that the program is started.
std::string settings(const std::vector<std::string>& variables, const std::string& threads = "2") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_with(with({"OMP_DISPLAY_ENV=verbose"}, variables),
               {program("backprop-tour"), "train", "--threads", threads}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.err;
}

int count(const std::string& text, const std::string& words) {
  int found = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

/// Each runtime in a process says its own once: libgomp, and libomp beside it where clang compiled.
int count_starts(const std::string& settings) {
  return std::max(count(settings, "GOMP_SPINCOUNT = "), count(settings, "KMP_BLOCKTIME="));
}

/// What libgomp says, and libomp: '0' in version 14, '0ms in version 19.
testing::Matcher<std::string> says_sleep() {
  return AnyOf(HasSubstr("GOMP_SPINCOUNT = '500'"), HasSubstr("KMP_BLOCKTIME='0"));
}

TEST(WaitingThreads, Sleep) {
  const std::string found = settings({});
  const std::string last = found.substr(found.rfind("OPENMP DISPLAY ENVIRONMENT BEGIN"));
  EXPECT_THAT(last, says_sleep());
}

TEST(WaitingThreads, DoAsTheUserSays) {
  for (const char* variable : {"OMP_WAIT_POLICY=active", "GOMP_SPINCOUNT=77", "KMP_BLOCKTIME=77"}) {
    const std::string found = settings({variable});
    EXPECT_EQ(count_starts(found), 1) << variable;
    EXPECT_THAT(found, Not(says_sleep())) << variable;
  }
}

TEST(WaitingThreads, NeedNoOtherStartWhereThereIsOneOnly) {
  EXPECT_EQ(count_starts(settings({}, "1")), 1);
}

/// One clip is classified under each of `names`, of which standard input lists the last.
TEST(WaitingThreads, LeaveArgumentsAndInputAsTheyAre) {
  const TemporaryFolder folder;
  const std::string clip = read_file(Band::get().music() + "/house/house.00000.wav");
  const std::vector<std::string> names{" two  words .wav", "a'b\"c$HOME`\\*.wav", "new\nline.wav",
                                       "\xff\xfe.wav",     "--quiet.wav",         "listed.wav"};
  std::vector<std::string> words{program("backbeat-predict"), "--threads", "2",     "--model",
                                 Band::get().model(),         "--format",  "jsonl", "-"};
  for (const std::string& name : names) {
    write_file(folder / name, clip);
    if (name != names.back()) words.push_back("./" + name);
  }
  const Outcome outcome = run_with({}, words, folder.path(), names.back() + "\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), static_cast<std::ptrdiff_t>(names.size()));
  EXPECT_THAT(outcome.err, testing::IsEmpty());
}

/// The program waits for paths on its standard input, and is looked at meanwhile.
TEST(WaitingThreads, LeaveTheProcessItsNameAndNumber) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_with({},
               {"/bin/sh", "-c",
                "mkfifo paths; \"$0\" --threads 2 --model \"$1\" - <paths >answer 2>&1 & "
                "exec 3>paths; "
                "until tr '\\0' '\\n' </proc/$!/environ | grep ^OMP_; do sleep 0.01; done; "
                "cat /proc/$!/comm; tr '\\0' '\\n' </proc/$!/cmdline | head -n 1; "
                "exec 3>&-; wait $!",
                program("backbeat-predict"), Band::get().model()},
               folder.path());
  EXPECT_EQ(outcome.out, fmt::format("OMP_WAIT_POLICY=passive\n{}\n{}\n",
                                     std::string("backbeat-predict").substr(0, 15),
                                     program("backbeat-predict")));
  EXPECT_EQ(outcome.exit_code, 0) << read_file(folder / "answer");
}

/// As some packages start programs: /proc/self/exe is the loader then.
TEST(WaitingThreads, DoNotKeepTheLoaderFromStartingAProgram) {
  const TemporaryFolder folder;
  const std::string loader = "/lib64/ld-linux-x86-64.so.2";
  if (!std::filesystem::exists(loader)) GTEST_SKIP() << "no " << loader;
  const Outcome outcome =
      run_with({}, {loader, program("backprop-tour"), "train", "--threads", "2"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

}  // namespace
}  // namespace backbeat::cli
