// FMA's tracks.csv.

#include "datasets/sources/fma.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "tracks.csv");
  return fuzz::refusing([&] { datasets::read_fma(path.parent_path(), path, "large"); });
}
