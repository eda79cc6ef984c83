// NumPy's arrays.

#include "audio/files/npy.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.npy");
  return fuzz::refusing([&] { audio::read_npy(path); });
}
