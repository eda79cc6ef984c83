#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

// Bytes on disk to mono samples. The file's content decides how it is read, never its extension.
namespace backbeat::audio {

/// A file that can not be decoded, or a part of it that does not exist. The text names the file,
/// what was found and what was expected.
class DecodeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One channel of samples; full scale is +-1.
struct Mono {
  std::vector<float> samples;
  int sample_rate_hz = 0;

  double duration_s() const;
};

/// The part of a file to decode. A duration reaching past the end stops at the end.
struct Range {
  double offset_s = 0.0;
  double duration_s = -1.0;  ///< negative: to the end
};

/// What was decoded, and what had to be mended on the way.
struct Decoded {
  Mono audio;
  int channels = 0;                     ///< of the file, before the mix
  std::string format;                   ///< for people, for example "FLAC, Signed 16 bit PCM"
  std::int64_t non_finite_samples = 0;  ///< NaN, Inf and beyond +-1e10: replaced by 0
  std::int64_t missing_frames = 0;      ///< frames the header promised and the file does not hold
};

/// Decodes `range` of `path` and mixes it to mono: the mean of its channels.
/// Throws DecodeError where the file can not be read, holds no audio, or `range` begins after its
/// end.
Decoded decode(const std::filesystem::path& path, const Range& range = {});

/// Names of the formats this build reads, for example {"AIFF", "AU", "FLAC", "MP3", ...}.
std::vector<std::string> supported_formats();

/// Whether a file of this extension may be audio: used only when a folder is walked.
bool has_audio_extension(const std::filesystem::path& path);

/// Writes 16-bit PCM WAV, samples clipped to [-1, 1]. Throws std::runtime_error naming the path.
void write_wav(const std::filesystem::path& path, const Mono& audio);

}  // namespace backbeat::audio
