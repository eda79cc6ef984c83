#include "audio/decode/sndfile_reader.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sndfile.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "audio/decode/decode_error.h"
#include "audio/decode/sndfile_handle.h"

namespace backbeat::audio {
namespace {

// libsndfile cuts the data chunk of WAV, AIFF and AU to the bytes that are there and says so only
// in its log: "data : 88200 (should be 4096)". Writers to a pipe do not know the length and put a
// number near 2^31 or 2^32 there, which promises nothing.
std::int64_t promised_frames(SNDFILE* file, std::int64_t frames_present) {
  constexpr double kUnknownLengthBytes = 0x7FFF0000;
  std::array<char, 16384> log{};
  sf_command(file, SFC_GET_LOG_INFO, log.data(), static_cast<int>(log.size()));
  for (const std::string_view chunk : {"data : ", "SSND : ", "Data Size   : "}) {
    double promised_bytes = 0.0;
    double present_bytes = 0.0;
    const char* const line = std::strstr(log.data(), chunk.data());
    if (line != nullptr &&
        std::sscanf(line + chunk.size(), "%lf (should be %lf)", &promised_bytes, &present_bytes) ==
            2 &&
        promised_bytes < kUnknownLengthBytes && present_bytes > 0.0) {
      return static_cast<std::int64_t>(static_cast<double>(frames_present) * promised_bytes /
                                       present_bytes);
    }
  }
  return frames_present;
}

// A file that begins with the sync bits of MPEG audio or ADTS. libsndfile would hand it to a
// libmpg123 of its own, which writes on standard error what it thinks of it.
bool begins_with_sync(int descriptor) {
  std::array<unsigned char, 2> bytes{};
  return ::pread(descriptor, bytes.data(), bytes.size(), 0) == 2 && bytes[0] == 0xFF &&
         (bytes[1] & 0xE0) == 0xE0;
}

class SndfileReader : public BlockReader {
 public:
  SndfileReader(SndfileHandle file, const SF_INFO& header)
      : file_(std::move(file)),
        info_{.channels = header.channels,
              .sample_rate_hz = header.samplerate,
              .promised_frames = {},
              .format = describe_format(header.format)} {
    if (header.frames != SF_COUNT_MAX) {
      info_.promised_frames = promised_frames(file_.get(), header.frames);
    }
  }

  const StreamInfo& info() const override { return info_; }

  std::size_t read(std::span<float> block) override {
    const auto capacity = static_cast<sf_count_t>(block.size()) / info_.channels;
    const sf_count_t frames = sf_readf_float(file_.get(), block.data(), capacity);
    return frames > 0 ? static_cast<std::size_t>(frames) : 0;
  }

  bool seek(std::int64_t frame) override { return sf_seek(file_.get(), frame, SEEK_SET) == frame; }

 private:
  SndfileHandle file_;
  StreamInfo info_;
};

}  // namespace

std::unique_ptr<BlockReader> open_sndfile(const std::filesystem::path& path, std::string& reason) {
  // A descriptor and not the name: by name, libsndfile takes unknown bytes called .gsm, .vox or .au
  // for headerless audio.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    throw DecodeError(fmt::format("{}: found \"{}\", expected a file that can be read",
                                  path.string(), std::generic_category().message(errno)));
  }
  constexpr const char* kNoFrames = "MPEG audio without frames in a row";
  if (begins_with_sync(descriptor)) {
    ::close(descriptor);
    reason = kNoFrames;
    return nullptr;
  }
  SF_INFO header{};
  SndfileHandle file =
      open_handle([&] { return sf_open_fd(descriptor, SFM_READ, &header, SF_TRUE); }, reason);
  if (!file) return nullptr;
  if ((header.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
    reason = kNoFrames;
    return nullptr;
  }
  return std::make_unique<SndfileReader>(std::move(file), header);
}

}  // namespace backbeat::audio
