#include "audio/files/replace_file.h"

#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/signals.h"
#include "tests/unit/audio/temporary_folder.h"

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

}  // namespace
}  // namespace backbeat::audio
