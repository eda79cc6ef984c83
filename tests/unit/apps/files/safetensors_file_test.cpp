#include "apps/files/safetensors_file.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>

#include "nn/errors.h"
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
  EXPECT_EQ(read.metadata.at("format"), "test");
  EXPECT_EQ(read.metadata.size(), 2U) << "and its checksum";
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

/// Every byte of the file counts.
TEST(SafetensorsFile, IsRefusedWhereAByteOfItChanged) {
  const TemporaryFolder folder;
  const fs::path path = folder / "model.safetensors";
  write_safetensors(path, kFile);
  verify_checksum(nn::SafetensorsReader(path), "m");
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    folder.write("model.safetensors", damaged);
    const bool in_its_name = i - bytes.find("checksum") < 8;  // without it, it is another's file
    if (bytes[i] == ' ' || in_its_name) continue;             // spaces fill up the header
    EXPECT_THROW(verify_checksum(nn::SafetensorsReader(path), "m"), nn::FormatError)
        << "byte " << i << " of " << bytes;
  }
}

TEST(SafetensorsFile, PassesWithoutAChecksum) {
  const TemporaryFolder folder;
  std::ofstream stream(folder / "other.safetensors", std::ios::binary);
  nn::write_safetensors(stream, kFile);
  stream.close();
  EXPECT_NO_THROW(verify_checksum(nn::SafetensorsReader(folder / "other.safetensors"), "m"));
}

}  // namespace
}  // namespace backbeat::apps
