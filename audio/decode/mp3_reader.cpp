#include "audio/decode/mp3_reader.h"

#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <mpg123.h>

#include "audio/decode/mpeg_sync.h"

namespace backbeat::audio {
namespace {

// A frame's data may begin up to 511 bytes back (ISO 11172-3, main_data_begin), and the smallest
// frames have 24 bytes: so many are decoded before the one that is wanted.
constexpr long kPrerollFrames = 22;

// The file from its first frame on, as libmpg123 sees it: left to search by itself, it takes almost
// anything for a frame.
struct Source {
  Source(int opened, off_t begin) : descriptor(opened), first_frame(begin) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() { ::close(descriptor); }

  const int descriptor;
  const off_t first_frame;
};

ssize_t read_source(void* source, void* bytes, std::size_t size) {
  return ::read(static_cast<Source*>(source)->descriptor, bytes, size);
}

off_t seek_source(void* source, off_t offset, int whence) {
  const auto& [descriptor, first_frame] = *static_cast<const Source*>(source);
  const off_t position =
      ::lseek(descriptor, whence == SEEK_SET ? offset + first_frame : offset, whence);
  return position < 0 ? position : position - first_frame;
}

void close_source(void* source) {
  std::unique_ptr<Source>(static_cast<Source*>(source)).reset();
}

struct Delete {
  void operator()(mpg123_handle* handle) const { mpg123_delete(handle); }
};
using Handle = std::unique_ptr<mpg123_handle, Delete>;

Handle open_handle(const std::filesystem::path& path, off_t first_frame) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  auto source = std::make_unique<Source>(descriptor, first_frame);
  seek_source(source.get(), 0, SEEK_SET);
  Handle handle(mpg123_new(nullptr, nullptr));
  if (!handle) return nullptr;
  mpg123_param(handle.get(), MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_FORCE_FLOAT, 0.0);
  mpg123_param(handle.get(), MPG123_PREFRAMES, kPrerollFrames, 0.0);
  mpg123_replace_reader_handle(handle.get(), read_source, seek_source, close_source);
  if (mpg123_open_handle(handle.get(), source.get()) != MPG123_OK) return nullptr;
  static_cast<void>(source.release());  // the handle closes it
  return handle;
}

class Mp3Reader : public BlockReader {
 public:
  Mp3Reader(Handle handle, StreamInfo info) : handle_(std::move(handle)), info_(std::move(info)) {}

  const StreamInfo& info() const override { return info_; }

  std::size_t read(std::span<float> block) override {
    const std::size_t frame_bytes = sizeof(float) * static_cast<std::size_t>(info_.channels);
    const std::size_t capacity = block.size_bytes() / frame_bytes * frame_bytes;
    int status = MPG123_NEW_FORMAT;  // a call may do no more than announce a format
    std::size_t bytes = 0;
    while (bytes == 0 && status == MPG123_NEW_FORMAT) {
      status = mpg123_read(handle_.get(), reinterpret_cast<unsigned char*>(block.data()), capacity,
                           &bytes);
    }
    return bytes / frame_bytes;
  }

  bool seek(std::int64_t frame) override {
    return mpg123_seek(handle_.get(), frame, SEEK_SET) == frame;
  }

 private:
  Handle handle_;
  StreamInfo info_;
};

}  // namespace

std::unique_ptr<BlockReader> open_mp3(const std::filesystem::path& path, std::string& /*reason*/) {
  const std::optional<std::int64_t> first_frame = find_first_mpeg_frame(path);
  if (!first_frame) return nullptr;
  Handle handle = open_handle(path, *first_frame);
  long rate_hz = 0;
  int channels = 0;
  int encoding = 0;
  mpg123_frameinfo frame{};
  if (!handle || mpg123_getformat(handle.get(), &rate_hz, &channels, &encoding) != MPG123_OK ||
      mpg123_info(handle.get(), &frame) != MPG123_OK) {
    return nullptr;
  }
  // From here on every frame is delivered in the format of the first.
  mpg123_format_none(handle.get());
  mpg123_format(handle.get(), rate_hz, channels, MPG123_ENC_FLOAT_32);
  return std::make_unique<Mp3Reader>(std::move(handle),
                                     StreamInfo{.channels = channels,
                                                .sample_rate_hz = static_cast<int>(rate_hz),
                                                .promised_frames = {},
                                                .format = fmt::format("MP{}", frame.layer)});
}

std::vector<std::string> mp3_formats() {
  return {"MP3"};
}

bool is_mp3_extension(std::string_view extension) {
  return extension == ".mp2" || extension == ".mp3" || extension == ".mpga";
}

}  // namespace backbeat::audio
