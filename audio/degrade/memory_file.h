#pragma once

#include <cstdint>
#include <sndfile.h>
#include <string>

#include "audio/decode/sndfile_handle.h"

// libsndfile over bytes in memory.
namespace backbeat::audio {

/// A file that libsndfile writes or reads, and its place in it.
struct MemoryFile {
  std::string bytes;
  sf_count_t position = 0;

  /// Opens it as sf_open() would; null where libsndfile refuses, for the `reason` that it then
  /// gives. The file must outlive the handle.
  SndfileHandle open(int mode, SF_INFO& info, std::string& reason);
};

}  // namespace backbeat::audio
