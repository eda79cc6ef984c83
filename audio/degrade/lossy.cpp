#include "audio/degrade/lossy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "audio/degrade/memory_file.h"
#include "audio/resample.h"

namespace backbeat::audio {
namespace {

/// LAME's encoder holds back 576 samples and every MP3 decoder 529. Players know from the "Info"
/// frame, which files of the lowest rates have no room for.
constexpr std::size_t kMp3Delay = 576 + 529;

constexpr double kTolerance = 0.03;
constexpr int kMostEncodings = 6;

constexpr std::array kMp3Rates_hz{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
constexpr std::array kOpusRates_hz{8000, 12000, 16000, 24000, 48000};

const char* name_of(Codec codec) {
  constexpr std::array kNames{"MP3", "Ogg Vorbis", "Ogg Opus"};
  return kNames[static_cast<std::size_t>(codec)];
}

SF_INFO info_of(Codec codec, int sample_rate_hz) {
  constexpr std::array kFormats{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                                SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS};
  return {.frames = 0,
          .samplerate = sample_rate_hz,
          .channels = 1,
          .format = kFormats[static_cast<std::size_t>(codec)],
          .sections = 0,
          .seekable = 0};
}

/// libsndfile's compression level, 0 (best) to 1, for a bit rate:
/// MP3 (mpeg_l3_encode.c): rate = high - level (high - low), cut to an integer, with the lowest and
/// highest rates of MPEG-1, MPEG-2 and MPEG-2.5. Opus (ogg_opus.c): rate = 6 + 250 (1 - level).
/// Vorbis (ogg_vorbis.c): quality = 1 - level, so this is where to begin.
double first_level(Codec codec, double kbit_s, int sample_rate_hz) {
  if (codec == Codec::kVorbis) return 0.8;
  if (codec == Codec::kOpus) return std::clamp(1.0 - (kbit_s - 6.0) / 250.0, 0.0, 1.0);
  const double low = sample_rate_hz >= 32000 ? 32.0 : 8.0;
  const double high = sample_rate_hz >= 32000 ? 320.0 : sample_rate_hz >= 16000 ? 160.0 : 64.0;
  return std::clamp((high - kbit_s - 0.5) / (high - low), 0.0, 1.0);
}

/// d ln(rate) / d level, about.
double first_slope(Codec codec, double kbit_s) {
  return codec == Codec::kOpus ? -250.0 / kbit_s : -1.3;
}

std::string encode_at(std::span<const float> samples, int sample_rate_hz, Codec codec,
                      double level) {
  MemoryFile memory;
  SF_INFO info = info_of(codec, sample_rate_hz);
  const auto fail = [&](const std::string& reason) {
    throw std::runtime_error(fmt::format("{}: found \"{}\", expected to encode {} samples of {} Hz",
                                         name_of(codec), reason, samples.size(), sample_rate_hz));
  };
  std::string reason;
  auto file = memory.open(SFM_WRITE, info, reason);
  if (!file) fail(reason);
  sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof(level));
  int mode = SF_BITRATE_MODE_CONSTANT;
  if (codec == Codec::kMp3) sf_command(file.get(), SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
  const auto count = static_cast<sf_count_t>(samples.size());
  if (sf_write_float(file.get(), samples.data(), count) != count) {
    fail(sf_strerror(file.get()));
  }
  file.reset();  // writes what the encoder still holds
  return std::move(memory.bytes);
}

double rate_kbit_s(std::size_t bytes, std::size_t n_samples, int sample_rate_hz) {
  return 8e-3 * static_cast<double>(bytes) * sample_rate_hz / static_cast<double>(n_samples);
}

template <std::size_t n>
int highest_up_to(const std::array<int, n>& rates, int limit) {
  const auto above = std::upper_bound(rates.begin(), rates.end(), limit);
  return above == rates.begin() ? rates.front() : *(above - 1);
}

}  // namespace

void require_encoder(Codec codec) {
  const SF_INFO info = info_of(codec, 48000);
  if (sf_format_check(&info) != 0) return;
  throw std::runtime_error(fmt::format(
      "{}: found {} without an encoder for it, expected libsndfile 1.1.0 or newer, built "
      "with LAME, libvorbis and libopus",
      name_of(codec), sf_version_string()));
}

int codec_rate_hz(Codec codec, double kbit_s, int sample_rate_hz) {
  if (codec == Codec::kOpus) {
    const auto found = std::lower_bound(kOpusRates_hz.begin(), kOpusRates_hz.end(), sample_rate_hz);
    return found == kOpusRates_hz.end() ? kOpusRates_hz.back() : *found;
  }
  if (codec == Codec::kVorbis) {
    const int most_hz = kbit_s < 24 ? 11025 : kbit_s < 40 ? 22050 : 48000;
    return std::min(sample_rate_hz, most_hz);
  }
  const int most_hz = kbit_s < 32 ? 16000 : kbit_s < 48 ? 22050 : kbit_s < 64 ? 32000 : 48000;
  const int least_hz = kbit_s > 160 ? 32000 : kbit_s > 64 ? 16000 : 8000;
  return highest_up_to(kMp3Rates_hz, std::clamp(sample_rate_hz, least_hz, most_hz));
}

Encoded encode(std::span<const float> samples, int sample_rate_hz, Codec codec, double kbit_s) {
  require_encoder(codec);
  double level = first_level(codec, kbit_s, sample_rate_hz);
  double slope = first_slope(codec, kbit_s);
  // A file of one sample is as good as all header.
  const std::size_t header = encode_at(samples.first(1), sample_rate_hz, codec, level).size();
  Encoded best;
  double best_error = std::numeric_limits<double>::infinity();
  double last_error = 0.0;
  double last_level = level;
  for (int i = 0; i < kMostEncodings; ++i) {
    std::string bytes = encode_at(samples, sample_rate_hz, codec, level);
    const std::size_t sound = std::max(bytes.size(), header + 1) - header;
    const double rate = rate_kbit_s(sound, samples.size(), sample_rate_hz);
    const double error = std::log(rate / kbit_s);
    if (std::abs(error) < std::abs(best_error)) {
      best = {std::move(bytes), rate};
      best_error = error;
    }
    const bool at_the_end = (level == 0.0 && error < 0.0) || (level == 1.0 && error > 0.0);
    if (codec == Codec::kMp3 || std::abs(error) < kTolerance || at_the_end) break;
    if (i > 0) {  // the secant of the last two, where it falls
      const double secant = (error - last_error) / (level - last_level);
      if (secant < 0.25 * slope) slope = secant;
    }
    last_error = error;
    last_level = level;
    level = std::clamp(level - error / slope, 0.0, 1.0);
  }
  return best;
}

std::vector<float> decode(const Encoded& encoded, Codec codec, std::size_t n_samples) {
  MemoryFile memory{.bytes = encoded.bytes};
  SF_INFO info{};
  std::string reason;
  const auto file = memory.open(SFM_READ, info, reason);
  if (!file) {
    throw std::runtime_error(fmt::format("{}: found \"{}\", expected to decode what was encoded",
                                         name_of(codec), reason));
  }
  std::vector<float> samples(n_samples + 2 * kMp3Delay);
  const auto got =
      sf_read_float(file.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
  // With an "Info" frame, as in Ogg, exactly the samples that went in come out.
  const bool delayed = codec == Codec::kMp3 && got > static_cast<sf_count_t>(n_samples);
  if (delayed) samples.erase(samples.begin(), samples.begin() + kMp3Delay);
  samples.resize(n_samples);
  return samples;
}

std::vector<float> recode(std::span<const float> samples, int sample_rate_hz, Codec codec,
                          double kbit_s) {
  if (samples.empty()) return {};
  const int rate_hz = codec_rate_hz(codec, kbit_s, sample_rate_hz);
  const std::vector<float> resampled = resample(samples, sample_rate_hz, rate_hz);
  const Encoded encoded = encode(resampled, rate_hz, codec, kbit_s);
  std::vector<float> back =
      resample(decode(encoded, codec, resampled.size()), rate_hz, sample_rate_hz);
  back.resize(samples.size());
  return back;
}

}  // namespace backbeat::audio
