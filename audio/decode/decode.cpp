#include "audio/decode/decode.h"

#include <utility>
#include <vector>

namespace backbeat::audio {

Decoded decode(const std::filesystem::path& path, const Range& range) {
  MonoReader reader(path, range);
  std::vector<float> samples;
  for (auto block = reader.read(); !block.empty(); block = reader.read()) {
    samples.insert(samples.end(), block.begin(), block.end());
  }
  const Reading& reading = reader.reading();
  return {reading, {std::move(samples), reading.sample_rate_hz}};
}

}  // namespace backbeat::audio
