#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "audio/decode/decode_error.h"

namespace backbeat::audio {

/// The part of a file to decode. A duration reaching past the end stops at the end.
struct Range {
  double offset_s = 0.0;
  double duration_s = -1.0;  ///< negative: to the end
};

/// What was read of a file so far, and what had to be mended on the way.
struct Reading {
  int channels = 0;  ///< of the file, before the mix
  int sample_rate_hz = 0;
  std::string format;                   ///< for people, for example "FLAC, Signed 16 bit PCM"
  std::int64_t samples = 0;             ///< of the mix
  std::int64_t non_finite_samples = 0;  ///< NaN, Inf and beyond +-1e10: replaced by 0
  std::int64_t missing_frames = 0;      ///< frames the header promised and the file does not hold

  double duration_s() const { return static_cast<double>(samples) / sample_rate_hz; }
};

/// A part of a file, read in blocks and mixed to mono, the mean of its channels, in memory that
/// does not grow with the file.
class MonoReader {
 public:
  /// Opens the file. Throws DecodeError where it can not be read, or where `range` makes no sense.
  explicit MonoReader(const std::filesystem::path& path, const Range& range = {});
  ~MonoReader();
  MonoReader(MonoReader&&) noexcept;
  MonoReader& operator=(MonoReader&&) noexcept;

  /// The next samples, valid until the next call; none at the end. Throws DecodeError where the
  /// first call finds none: the file holds no audio, or `range` begins after its end.
  std::span<const float> read();
  /// `missing_frames` is known once read() has given nothing.
  const Reading& reading() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace backbeat::audio
