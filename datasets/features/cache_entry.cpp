#include "datasets/features/cache_entry.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <exception>
#include <system_error>
#include <type_traits>

#include <fmt/format.h>

#include "audio/resample.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// Goes up whenever the layout below or any number that the front end computes changes.
constexpr std::uint32_t kFormatVersion = 2;
/// Goes up whenever what audio::degrade() gives changes.
constexpr int kDegradationVersion = 1;
constexpr std::array<char, 8> kMagic = {'B', 'B', 'L', 'O', 'G', 'M', 'E', 'L'};

/// Widest members first: no padding, so every byte written has a value.
struct Header {
  std::array<char, 8> magic{};
  double duration_s = 0.0;
  std::int64_t non_finite_samples = 0;
  std::int64_t missing_frames = 0;
  CacheKey key{};
  std::uint32_t version = 0;
  std::int32_t n_mels = 0;
  std::int32_t n_frames = 0;
  std::int32_t sample_rate_hz = 0;
};
static_assert(sizeof(Header) == 64 && std::is_trivially_copyable_v<Header>);

template <typename T>
void append(std::string& bytes, const T* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// Every field in one line, but for how the dB are compressed afterwards. The binding names them
/// all, so that a new field fails to compile here instead of meeting old entries.
std::string describe(const audio::FeatureSettings& settings) {
  const auto& [sample_rate_hz, pre_emphasis, n_fft, win_length, window, window_place, hop_length,
               n_mels, fmin_hz, fmax_hz, mel_scale, mel_norm, mel_triangles, power, pad_mode, floor,
               top_db, compression] = settings;
  static_cast<void>(compression);
  std::string text =
      fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", sample_rate_hz, n_fft, hop_length, n_mels,
                  fmin_hz, fmax_hz, static_cast<int>(mel_scale), static_cast<int>(mel_norm), power,
                  static_cast<int>(pad_mode), floor, top_db);
  // Nothing is added by what older entries all had.
  const std::string more =
      fmt::format(" {} {} {} {} {}", pre_emphasis, win_length, static_cast<int>(window),
                  static_cast<int>(window_place), static_cast<int>(mel_triangles));
  return more == " 0 0 0 0 0" ? text : text + more;
}

}  // namespace

std::optional<CacheKey> cache_key(const Clip& clip, const ExtractOptions& options) {
  std::error_code error;
  const fs::path path = fs::canonical(clip.path, error);
  if (error) return std::nullopt;
  const auto size = fs::file_size(path, error);
  if (error) return std::nullopt;
  const auto modified = fs::last_write_time(path, error);
  if (error) return std::nullopt;

  std::string text = fmt::format("{}\n{}\n{}\n{} {}\n{} {}\n{} {}", path.string(), size,
                                 modified.time_since_epoch().count(), clip.start_s, clip.end_s,
                                 describe(options.settings), static_cast<int>(options.accept),
                                 audio::kResamplerName, kFormatVersion);
  // Nothing is added where there are none, so that older entries stay valid.
  if (!clip.degradations.empty()) {
    text += fmt::format("\n{} {}", audio::to_text(clip.degradations), kDegradationVersion);
  }
  return key_of(text);
}

std::string encode_entry(const CacheKey& key, const Features& features) {
  const audio::Spectrogram& spectrogram = features.spectrogram;
  const Header header{.magic = kMagic,
                      .duration_s = features.duration_s,
                      .non_finite_samples = features.non_finite_samples,
                      .missing_frames = features.missing_frames,
                      .key = key,
                      .version = kFormatVersion,
                      .n_mels = spectrogram.n_mels,
                      .n_frames = spectrogram.n_frames,
                      .sample_rate_hz = features.sample_rate_hz};
  std::string bytes;
  append(bytes, &header, 1);
  append(bytes, spectrogram.values.data(), spectrogram.values.size());
  seal(bytes);
  return bytes;
}

std::optional<Features> decode_entry(const CacheKey& key, std::string_view bytes) {
  const std::optional<std::string_view> summed = unseal(bytes);
  if (!summed || summed->size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, summed->data(), sizeof(header));
  if (header.magic != kMagic || header.version != kFormatVersion || header.key != key ||
      header.n_mels <= 0 || header.n_frames <= 0) {
    return std::nullopt;
  }
  const std::string_view values = summed->substr(sizeof(Header));
  const auto count =
      static_cast<std::uint64_t>(header.n_mels) * static_cast<std::uint64_t>(header.n_frames);
  if (values.size() != count * sizeof(float)) return std::nullopt;

  Features features{.spectrogram = {header.n_mels, header.n_frames, std::vector<float>(count)},
                    .duration_s = header.duration_s,
                    .sample_rate_hz = header.sample_rate_hz,
                    .non_finite_samples = header.non_finite_samples,
                    .missing_frames = header.missing_frames};
  std::memcpy(features.spectrogram.values.data(), values.data(), values.size());
  return features;
}

std::optional<Features> find_entry(const fs::path& path, const CacheKey& key) {
  const std::optional<std::string> bytes = read_entry(path);
  return bytes ? decode_entry(key, *bytes) : std::nullopt;
}

void keep_entry(const fs::path& path, const CacheKey& key, const Features& features) {
  try {
    write_entry(path, encode_entry(key, features));
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace backbeat::datasets
