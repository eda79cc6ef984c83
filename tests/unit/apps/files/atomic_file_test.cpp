// Files appear whole or not at all.

#include "apps/files/atomic_file.h"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
 protected:
  static std::string contents(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }
  TemporaryFolder folder_;
};

TEST_F(AtomicFile, WritesAllBytesAndLeavesNothingElse) {
  const std::string bytes("a\0b\r\n\xFF", 6);
  write_atomically(folder_ / "report.csv", bytes);
  EXPECT_EQ(contents(folder_ / "report.csv"), bytes);
  EXPECT_THAT(names(), testing::ElementsAre("report.csv"));
}

TEST_F(AtomicFile, ReplacesByANewFile) {
  write_atomically(folder_ / "report.csv", "a longer text than the next");
  std::ifstream reader(folder_ / "report.csv");
  write_atomically(folder_ / "report.csv", "new");
  EXPECT_EQ(contents(folder_ / "report.csv"), "new");
  const std::string seen{std::istreambuf_iterator<char>(reader), {}};
  EXPECT_EQ(seen, "a longer text than the next") << "who has the old file open reads it to its end";
}

TEST_F(AtomicFile, TakesAwayWhatKilledWritersLeft) {
  const std::string dead = "report.csv.2147483647-0.tmp";  // no system has so many processes
  const std::string alive = "report.csv." + std::to_string(getpid()) + "-7.tmp";
  const std::vector<std::string> others = {alive, "report.csv.12.tmp", "report.csv.x-0.tmp",
                                           "other.csv.2147483647-0.tmp",
                                           "report.csv.2147483647-0.tmp.csv"};
  for (const std::string& name : others) {
    const fs::path path = folder_.write(name, "part");
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(3));
  }
  folder_.write(dead, "part");
  write_atomically(folder_ / "report.csv", "text");
  EXPECT_TRUE(fs::exists(folder_ / dead)) << "it is new: another machine may be writing it";
  fs::last_write_time(folder_ / dead, fs::file_time_type::clock::now() - std::chrono::hours(3));
  write_atomically(folder_ / "report.csv", "text");
  EXPECT_FALSE(fs::exists(folder_ / dead));
  for (const std::string& name : others) EXPECT_TRUE(fs::exists(folder_ / name)) << name;
}

TEST_F(AtomicFile, WritesThroughALink) {
  write_atomically(folder_ / "target", "old");
  fs::create_symlink(folder_ / "target", folder_ / "link");
  write_atomically(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(contents(folder_ / "target"), "new");
}

TEST_F(AtomicFile, ReplacesTheFileThatALinkLeadsTo) {
  write_atomically(folder_ / "target", "old");
  fs::create_symlink(folder_ / "target", folder_ / "link");
  std::ifstream reader(folder_ / "target");
  write_atomically(folder_ / "link", "new");
  const std::string seen{std::istreambuf_iterator<char>(reader), {}};
  EXPECT_EQ(seen, "old") << "who has the old file open reads it to its end";
}

TEST_F(AtomicFile, WritesIntoAPipe) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  write_atomically(pipe, "text");
  std::string seen(4, ' ');
  EXPECT_EQ(read(reader, seen.data(), seen.size()), 4);
  EXPECT_EQ(seen, "text");
  EXPECT_TRUE(fs::is_fifo(pipe));
  close(reader);
}

TEST_F(AtomicFile, NamesThePathAndTheReasonOnFailure) {
  const auto message_of = [](const fs::path& path) -> std::string {
    try {
      write_atomically(path, "text");
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message_of(folder_ / "missing/report.csv"),
            (folder_ / "missing/report.csv").string() +
                ": can not be written: No such file or directory");
  EXPECT_EQ(message_of(folder_.path()),
            folder_.path().string() + ": can not be written: Is a directory");
  EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(AtomicFile, AFileThatMayNotBeWrittenIsNotReplaced) {
  write_atomically(folder_ / "kept", "text");
  fs::permissions(folder_ / "kept", fs::perms(0444));
  fs::permissions(folder_.path(), fs::perms::all);
  const auto ask = [&] {
    constexpr uid_t kNobody = 65534;  // root may write all files
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(1);
    try {
      require_writable(folder_ / "kept");
    } catch (const std::runtime_error&) {
      _exit(2);
    }
    _exit(3);
  };
  EXPECT_EXIT(ask(), testing::ExitedWithCode(2), "");
}

TEST_F(AtomicFile, TellsBeforehandWhatCanNotBeWritten) {
  EXPECT_NO_THROW(require_writable(""));
  EXPECT_NO_THROW(require_writable("/dev/null"));
  EXPECT_NO_THROW(require_writable(folder_ / "new"));
  write_atomically(folder_ / "old", "text");
  EXPECT_NO_THROW(require_writable(folder_ / "old"));
  EXPECT_THROW(require_writable(folder_.path()), std::runtime_error);
  EXPECT_THROW(require_writable(folder_ / "missing/new"), std::runtime_error);
  EXPECT_THROW(require_writable(folder_ / "old/new"), std::runtime_error);
  EXPECT_THAT(names(), testing::ElementsAre("old")) << "nothing is left behind";
}

}  // namespace
}  // namespace backbeat::apps
