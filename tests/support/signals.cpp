#include "tests/support/signals.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>
#include <numeric>
#include <sndfile.h>
#include <stdexcept>

#include "audio/random.h"

namespace backbeat::audio {

std::vector<float> sine(double hz, int sample_rate_hz, double seconds, double amplitude) {
  std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * sample_rate_hz)));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double phase = 2.0 * std::numbers::pi * hz * static_cast<double>(n) / sample_rate_hz;
    samples[n] = static_cast<float>(amplitude * std::sin(phase));
  }
  return samples;
}

std::vector<float> white_noise(std::size_t n_samples, float amplitude) {
  Random random{n_samples};
  std::vector<float> samples(n_samples);
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-amplitude, amplitude));
  return samples;
}

double rms(std::span<const float> samples) {
  const double sum = std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0);
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

void write_audio(const std::filesystem::path& path, const FileKind& kind,
                 std::span<const float> interleaved) {
  SF_INFO info{};
  info.samplerate = kind.sample_rate_hz;
  info.channels = kind.channels;
  info.format = kind.format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw std::runtime_error(path.string() + ": " + sf_strerror(nullptr));
  sf_write_float(file, interleaved.data(), static_cast<sf_count_t>(interleaved.size()));
  sf_close(file);
}

std::string big_endian(std::size_t value, int bytes) {
  std::string text;
  while (bytes > 0) text += static_cast<char>(value >> 8 * --bytes);
  return text;
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace backbeat::audio
