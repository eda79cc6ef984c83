#pragma once

#include <cstdint>
#include <memory>
#include <sndfile.h>
#include <span>
#include <string>
#include <vector>

// libsndfile over bytes in memory.
namespace backbeat::audio {

struct CloseSndfile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

/// A file that libsndfile writes or reads, and its place in it.
struct MemoryFile {
  std::string bytes;
  sf_count_t position = 0;

  /// Opens it as sf_open() would; null where libsndfile refuses. The file must outlive the handle.
  std::unique_ptr<SNDFILE, CloseSndfile> open(int mode, SF_INFO& info);
};

}  // namespace backbeat::audio
