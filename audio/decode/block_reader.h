#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

// The decoders behind decode(): a file read from front to back in memory that does not grow with
// it.
namespace backbeat::audio {

/// What a file says of itself.
struct StreamInfo {
  int channels = 0;
  int sample_rate_hz = 0;
  std::optional<std::int64_t> promised_frames;  ///< by its header; nothing where it does not say
  std::string format;                           ///< for people
};

class BlockReader {
 public:
  BlockReader() = default;
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;
  virtual ~BlockReader() = default;

  virtual const StreamInfo& info() const = 0;
  /// Reads whole frames, channels interleaved, into the front of `block`, which holds at least one
  /// frame. Gives the number of frames, 0 at the end of the audio or where it is damaged beyond
  /// use.
  virtual std::size_t read(std::span<float> block) = 0;
  /// Makes `frame` the next one to be read. False, and nothing moved, where that is not possible.
  virtual bool seek(std::int64_t frame) = 0;
};

/// Opens a file by its content. Throws DecodeError where it is missing, not a file, empty, not
/// audio, or its header states a channel count or sample rate that no recording has.
std::unique_ptr<BlockReader> open_audio(const std::filesystem::path& path);

}  // namespace backbeat::audio
