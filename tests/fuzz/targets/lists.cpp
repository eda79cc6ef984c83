// List files over a folder of class folders.

#include "datasets/sources/list_files.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  static const auto track = fuzz::file_of("", "classes/rock/a.wav");
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "train.txt");
  return fuzz::refusing([&] {
    datasets::read_lists(track.parent_path().parent_path(),
                         {.train = path, .valid = path, .test = {}});
  });
}
