#include "apps/files/safetensors_file.h"

#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

const nn::TensorFile kFile{.metadata = {{"format", "test"}},
                           .tensors = {{"weight", {.shape = {2}, .values = {1, -2}}}}};

TEST(SafetensorsFile, IsReadBackAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_safetensors(folder / "model.safetensors", kFile);
  const nn::TensorFile read = nn::read_safetensors(folder / "model.safetensors");
  EXPECT_EQ(read.metadata, kFile.metadata);
  ASSERT_EQ(read.tensors.size(), 1U);
  EXPECT_EQ(read.tensors.at("weight").values, kFile.tensors.at("weight").values);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(SafetensorsFile, NamesThePathThatCanNotBeWritten) {
  const TemporaryFolder folder;
  const fs::path nowhere = folder / "missing/model.safetensors";
  try {
    write_safetensors(nowhere, kFile);
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), nowhere.string() + ": can not be written: No such file or directory");
  }
}

}  // namespace
}  // namespace backbeat::apps
