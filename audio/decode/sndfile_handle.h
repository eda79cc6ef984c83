#pragma once

#include <memory>
#include <mutex>
#include <sndfile.h>
#include <string>

namespace backbeat::audio {

struct CloseSndfile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, CloseSndfile>;

/// Held while a file is opened: libsndfile keeps the reason of a failed open in a global.
inline std::mutex sndfile_open_mutex;

/// What `open`, a call of one of libsndfile's sf_open functions, gives; where it is null, `reason`
/// becomes libsndfile's. From any thread.
template <typename Open>
SndfileHandle open_handle(const Open& open, std::string& reason) {
  const std::scoped_lock lock(sndfile_open_mutex);
  SndfileHandle file(open());
  if (!file) reason = sf_strerror(nullptr);
  return file;
}

}  // namespace backbeat::audio
