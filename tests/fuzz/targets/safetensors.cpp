// Model and checkpoint files as tensors: header, offsets, types.

#include "nn/files/safetensors.h"

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.safetensors");
  return fuzz::refusing([&] { nn::read_safetensors(path); });
}
