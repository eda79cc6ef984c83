// CSV manifests, with labels and without.

#include "datasets/sources/manifest.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "m.csv");
  fuzz::refusing([&] { datasets::read_manifest(path, ""); });
  return fuzz::refusing([&] { datasets::read_unlabelled_manifest(path, ""); });
}
