#include "tests/unit/audio/decode/ffmpeg/recordings.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace backbeat::audio {

std::vector<float> read_frames(BlockReader& reader, std::size_t frames) {
  const auto channels = static_cast<std::size_t>(reader.info().channels);
  std::vector<float> samples(frames * channels);
  std::size_t done = 0;
  while (done < frames) {
    const std::size_t got = reader.read(std::span(samples).subspan(done * channels));
    if (got == 0) break;
    done += got;
  }
  samples.resize(done * channels);
  return samples;
}

std::vector<float> read_all(BlockReader& reader) {
  std::vector<float> all;
  std::vector<float> block;
  do {
    block = read_frames(reader, 10'000);
    all.insert(all.end(), block.begin(), block.end());
  } while (!block.empty());
  return all;
}

std::vector<float> channel(std::span<const float> interleaved, int channels, int which) {
  std::vector<float> samples;
  for (auto i = static_cast<std::size_t>(which); i < interleaved.size();
       i += static_cast<std::size_t>(channels)) {
    samples.push_back(interleaved[i]);
  }
  return samples;
}

double level(std::span<const float> samples, double hz, int sample_rate_hz) {
  const double two_pi = 2.0 * std::numbers::pi;
  std::complex<double> sum = 0.0;
  double weights = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const auto time = static_cast<double>(n);
    const double hann = 1.0 - std::cos(two_pi * time / static_cast<double>(samples.size()));
    sum += hann * samples[n] * std::polar(1.0, -two_pi * hz * time / sample_rate_hz);
    weights += hann;
  }
  return 2.0 * std::abs(sum) / weights;
}

double largest_difference(std::span<const float> part, std::span<const float> whole,
                          std::size_t first) {
  if (first + part.size() > whole.size()) return std::numeric_limits<double>::infinity();
  double largest = 0.0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(part[i]) - whole[first + i]));
  }
  return largest;
}

}  // namespace backbeat::audio
