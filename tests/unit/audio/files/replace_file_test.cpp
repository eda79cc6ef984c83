#include "audio/files/replace_file.h"

#include <cerrno>
#include <functional>
#include <iterator>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace {

/// Stands before the disk: told what is synced, it says whether that succeeds. Empty: the disk.
std::function<bool(const std::filesystem::path&)> disk;

}  // namespace

/// In place of the C library's.
extern "C" int fsync(int descriptor) {
  if (!disk) return static_cast<int>(syscall(SYS_fsync, descriptor));
  const std::string name = "/proc/self/fd/" + std::to_string(descriptor);
  if (disk(std::filesystem::read_symlink(name))) return 0;
  errno = EIO;
  return -1;
}

namespace backbeat::audio {
namespace {

namespace fs = std::filesystem;

std::ptrdiff_t files_in(const TemporaryFolder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

TEST(ReplaceFile, TheTargetChangesOnlyWhenTheWriterIsDone) {
  const TemporaryFolder folder;
  const fs::path target = folder / "file";
  write_bytes(target, "old");
  replace_file(target, [&](const fs::path& temporary) {
    EXPECT_EQ(temporary.parent_path(), target.parent_path());
    write_bytes(temporary, "new");
    EXPECT_EQ(read_bytes(target), "old");
  });
  EXPECT_EQ(read_bytes(target), "new");
  EXPECT_EQ(files_in(folder), 1);
}

TEST(ReplaceFile, AFailedWriterLeavesTheOldFileAndNothingElse) {
  const TemporaryFolder folder;
  const fs::path target = folder / "file";
  write_bytes(target, "old");
  const auto fail = [](const fs::path& temporary) {
    write_bytes(temporary, "half");
    throw std::runtime_error("disk full");
  };
  EXPECT_THAT([&] { replace_file(target, fail); },
              testing::ThrowsMessage<std::runtime_error>("disk full"));
  EXPECT_EQ(read_bytes(target), "old");
  EXPECT_EQ(files_in(folder), 1);
}

TEST(ReplaceFile, NamesATargetThatCanNotBeReplaced) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "file/inside");
  const auto write = [](const fs::path& temporary) { write_bytes(temporary, "new"); };
  EXPECT_THAT(
      [&] { replace_file(folder / "file", write); },
      testing::ThrowsMessage<std::runtime_error>(testing::HasSubstr((folder / "file").string())));
  EXPECT_EQ(files_in(folder), 1);
}

/// Replaces a file over a disk that answers each sync with `answer`.
void replace_on_disk(const fs::path& target, const std::function<bool(const fs::path&)>& answer,
                     Sync sync = Sync::kYes) {
  disk = answer;
  const auto write = [](const fs::path& temporary) { write_bytes(temporary, "new"); };
  try {
    replace_file(target, write, sync);
  } catch (...) {
    disk = {};
    throw;
  }
  disk = {};
}

TEST(ReplaceFile, TheDiskHasTheBytesBeforeItHasTheName) {
  const TemporaryFolder folder;
  const fs::path target = folder / "file";
  write_bytes(target, "old");
  std::vector<std::string> synced;
  replace_on_disk(target, [&](const fs::path& path) {
    const bool is_folder = path == fs::canonical(folder.path());
    synced.push_back((is_folder ? "folder of " : read_bytes(path) + " beside ") +
                     read_bytes(target));
    return true;
  });
  EXPECT_THAT(synced, testing::ElementsAre("new beside old", "folder of new"));
}

TEST(ReplaceFile, ADiskThatCanNotKeepTheBytesLeavesTheOldFile) {
  const TemporaryFolder folder;
  const fs::path target = folder / "file";
  write_bytes(target, "old");
  EXPECT_THAT(
      [&] { replace_on_disk(target, [](const fs::path&) { return false; }); },
      testing::ThrowsMessage<std::runtime_error>(
          target.string() + ": found \"Input/output error\", expected a path that can be written"));
  EXPECT_EQ(read_bytes(target), "old");
  EXPECT_EQ(files_in(folder), 1);
}

TEST(ReplaceFile, WhatNeedNotLastIsNotSynced) {
  const TemporaryFolder folder;
  const auto answer = [](const fs::path& path) {
    ADD_FAILURE() << path << " was synced";
    return true;
  };
  replace_on_disk(folder / "file", answer, Sync::kNo);
  EXPECT_EQ(read_bytes(folder / "file"), "new");
}

}  // namespace
}  // namespace backbeat::audio
