// A network's text, to the shapes of all nodes; what is taken is written and read again.

#include "nn/graph/network.h"

#include <cstdlib>

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  return fuzz::refusing([&] {
    const nn::Network network =
        nn::Network::parse(fuzz::text_of(data, size), "x.net", {{"classes", 3}});
    if (nn::Network::parse(network.text()).text() != network.text()) std::abort();
  });
}
