// The search for the first frame of MPEG audio.

#include "audio/decode/mpeg_sync.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.mp3");
  return fuzz::refusing([&] { audio::find_first_mpeg_frame(path); });
}
