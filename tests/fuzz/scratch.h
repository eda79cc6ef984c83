#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>

#include "tests/support/temporary_folder.h"

// What the fuzz targets share: bytes as text, as files, and exceptions, which are a fine answer to
// bad input.
namespace backbeat::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Writes `bytes` to a file of that name in a folder of this process.
inline std::filesystem::path file_of(std::string_view bytes, const std::string& name) {
  static const TemporaryFolder folder;
  const std::filesystem::path path = folder / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

/// Calls `read`; that it refuses is no finding.
template <typename Read>
int refusing(Read read) {
  try {
    read();
  } catch (const std::exception&) {
    // A refusal is an answer.
  }
  return 0;
}

}  // namespace backbeat::fuzz

/// What libFuzzer, or replay.cpp, calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
