#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

// Signals for the tests, and files of them written by libsndfile or byte by byte.
namespace backbeat::audio {

std::vector<float> sine(double hz, int sample_rate_hz, double seconds, double amplitude = 0.5);
std::vector<float> white_noise(std::size_t n_samples, float amplitude = 0.5F);
double rms(std::span<const float> samples);

/// What a file is written as; `format` is libsndfile's, for example SF_FORMAT_WAV |
/// SF_FORMAT_FLOAT.
struct FileKind {
  int format = 0;
  int sample_rate_hz = 22050;
  int channels = 1;
};

void write_audio(const std::filesystem::path& path, const FileKind& kind,
                 std::span<const float> interleaved);

/// The last `bytes` bytes of `value`, most significant first.
std::string big_endian(std::size_t value, int bytes);

std::string read_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace backbeat::audio
