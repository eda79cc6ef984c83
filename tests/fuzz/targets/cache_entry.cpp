// Entries of the feature cache, with whatever checksum they have and with the right one.

#include "datasets/features/cache_entry.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const std::string_view bytes = fuzz::text_of(data, size);
  // The key that the entry itself names, as far as it has one.
  datasets::CacheKey key{};
  for (std::size_t begin = 0; begin + key.size() <= std::min<std::size_t>(bytes.size(), 64);
       begin += 8) {
    std::copy_n(data + begin, key.size(), key.begin());
    std::string sealed(bytes);
    datasets::seal(sealed);
    datasets::decode_entry(key, sealed);
  }
  datasets::decode_entry(key, bytes);
  return 0;
}
