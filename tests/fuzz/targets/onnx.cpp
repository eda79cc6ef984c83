// ONNX files of others: messages, constants, operators, to the network that comes of them. What is
// taken over goes out again.

#include "nn/graph/network.h"
#include "nn/onnx/export.h"
#include "nn/onnx/import.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.onnx");
  return fuzz::refusing([&] {
    const nn::ImportedNetwork imported =
        nn::from_onnx(path, {.bands = 8, .frames = 12, .output = ""});
    nn::to_onnx(imported.network, imported.parameters, {});
  });
}
