#include "audio/decode/mpeg_sync.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>

// The frame header (ISO 11172-3, 2.4.1.3), most significant bit first:
//   11 sync, 2 version, 2 layer, 1 protection, 4 bit rate, 2 sample rate, 1 padding, 9 others.
namespace backbeat::audio {
namespace {

constexpr std::size_t kHeaderBytes = 4;
constexpr std::size_t kTagHeaderBytes = 10;
constexpr std::size_t kMaxJunkBytes = 65536;
constexpr std::size_t kLargestFrameBytes = 3072;
constexpr int kFramesInARow = 4;
constexpr int kMostTags = 100;  // each is a seek

// Frames of one stream agree in these: sync, version, layer and sample rate.
constexpr std::uint32_t kStreamBits = 0xFFFE0C00;

using BitRates = std::array<int, 15>;  // kbit/s; index 0 stands for free format, which is not read
constexpr BitRates kLayer2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
constexpr BitRates kLayer3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr BitRates kLowRate{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

std::uint32_t header_at(std::string_view bytes, std::size_t position) {
  std::uint32_t header = 0;
  for (const char byte : bytes.substr(position, kHeaderBytes)) {
    header = header << 8 | static_cast<unsigned char>(byte);
  }
  return header;
}

// Bytes from this header to the next one; 0 where it is not a header of layer 2 or 3.
std::size_t frame_bytes(std::uint32_t header) {
  const auto field = [&](int shift, std::uint32_t mask) { return header >> shift & mask; };
  constexpr std::uint32_t kMpeg1 = 3;
  constexpr std::uint32_t kMpeg25 = 0;
  const std::uint32_t version = field(19, 3);
  const std::uint32_t layer = 4 - field(17, 3);
  const std::uint32_t bit_rate_index = field(12, 15);
  const std::uint32_t sample_rate_index = field(10, 3);
  if (field(21, 0x7FF) != 0x7FF || version == 1 || layer == 1 || layer == 4 ||
      bit_rate_index == 0 || bit_rate_index == 15 || sample_rate_index == 3) {
    return 0;
  }
  constexpr std::array<int, 3> kMpeg1RatesHz{44100, 48000, 32000};
  const int halvings = version == kMpeg1 ? 0 : version == kMpeg25 ? 2 : 1;
  const int sample_rate_hz = kMpeg1RatesHz[sample_rate_index] >> halvings;
  const BitRates& bit_rates = version != kMpeg1 ? kLowRate : layer == 2 ? kLayer2 : kLayer3;
  const int bits_per_second = 1000 * bit_rates[bit_rate_index];
  const int samples = layer == 3 && version != kMpeg1 ? 576 : 1152;
  const int padding = static_cast<int>(field(9, 1));
  const int bytes = samples / 8 * bits_per_second / sample_rate_hz + padding;
  return static_cast<std::size_t>(bytes);
}

bool stream_begins_at(std::string_view bytes, std::size_t position) {
  const std::uint32_t first = header_at(bytes, position);
  for (int frame = 0; frame < kFramesInARow; ++frame) {
    if (position + kHeaderBytes > bytes.size()) return false;
    const std::uint32_t header = header_at(bytes, position);
    const std::size_t length = frame_bytes(header);
    if (length == 0 || ((header ^ first) & kStreamBits) != 0) return false;
    position += length;
  }
  return true;
}

std::string read_at(std::ifstream& file, std::int64_t position, std::size_t size) {
  std::string bytes(size, '\0');
  file.clear();
  file.seekg(position);
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// ID3v2 (id3.org, 3.1): "ID3", two bytes of version, flags, and the size in four bytes of 7 bits.
std::int64_t end_of_tags(std::ifstream& file) {
  std::int64_t position = 0;
  for (int tags = 0; tags < kMostTags; ++tags) {
    const std::string tag = read_at(file, position, kTagHeaderBytes);
    if (tag.size() < kTagHeaderBytes || !tag.starts_with("ID3")) break;
    std::int64_t size = 0;
    for (const char byte : tag.substr(6)) size = size << 7 | (byte & 0x7F);
    const bool has_footer = (tag[5] & 0x10) != 0;
    position +=
        size + static_cast<std::int64_t>(has_footer ? 2 * kTagHeaderBytes : kTagHeaderBytes);
  }
  return position;
}

// MP4 (ISO 14496-12, 4.3) may hold MPEG audio, but in pieces between other data.
bool is_mp4(std::string_view bytes) {
  return bytes.size() >= 8 && bytes.substr(4, 4) == "ftyp";
}

}  // namespace

std::optional<std::int64_t> find_first_mpeg_frame(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::int64_t begin = end_of_tags(file);
  const std::string bytes =
      read_at(file, begin, kMaxJunkBytes + kFramesInARow * kLargestFrameBytes);
  if (is_mp4(bytes)) return std::nullopt;
  for (std::size_t junk = 0; junk <= kMaxJunkBytes && junk < bytes.size(); ++junk) {
    if (stream_begins_at(bytes, junk)) return begin + static_cast<std::int64_t>(junk);
  }
  return std::nullopt;
}

}  // namespace backbeat::audio
