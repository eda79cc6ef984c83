#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a decoder is: a file read from front to back in memory that does not grow with it.
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

/// A library that decodes files.
struct Reader {
  /// Opens a file at `path`. Gives nothing where it is none of the library's, with the `reason` for
  /// people if the library knows one; on entry that is the reason of the readers that were asked
  /// before. Throws DecodeError where the file is one of its own and yet can not be read.
  std::unique_ptr<BlockReader> (*open)(const std::filesystem::path& path, std::string& reason);
  /// Names of the formats that this build's library reads.
  std::vector<std::string> (*formats)();
  /// Whether its files may have this extension: in small letters, with its dot.
  bool (*is_extension)(std::string_view extension);
};

}  // namespace backbeat::audio
