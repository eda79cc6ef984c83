// A recording through all decoders, libraries of others among them, to a spectrogram.

#include "datasets/features/extract.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  static datasets::Extractor extract({.settings = {}});
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.wav");
  return fuzz::refusing([&] { extract(path, {.offset_s = 0.0, .duration_s = 5.0}); });
}
