#include "audio/features/log_mel.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include <Eigen/Core>

#include "audio/features/mel.h"
#include "audio/features/stft.h"

// log-mel = 10 log10(max(M |X|^p, floor)), M the mel filter matrix, X the STFT.
namespace backbeat::audio {
namespace {

// Samples that a stream takes at once: what lies in the first-level cache.
constexpr std::size_t kSliceSamples = 4096;

constexpr float kDbPerNeper = 4.342944819F;  // 10 / ln 10, for a power

using Values = Eigen::Map<Eigen::ArrayXf>;

Values values_of(std::span<Lanes> lanes) {
  return {reinterpret_cast<float*>(lanes.data()), static_cast<Eigen::Index>(lanes.size()) * kLanes};
}

FeatureSettings checked(const FeatureSettings& settings) {
  validate(settings);
  if (settings.sample_rate_hz == 0) {
    throw std::invalid_argument(
        "feature settings: sample_rate_hz: found 0, expected a rate; set it to the file's own");
  }
  return settings;
}

// |X|^2 to |X|^power.
void raise(Values spectrum, double power) {
  if (power == 2.0) return;
  if (power == 1.0) {
    spectrum = spectrum.sqrt();
  } else {
    spectrum = spectrum.pow(static_cast<float>(power / 2.0));
  }
}

void limit_range(std::vector<float>& values, double top_db) {
  if (top_db <= 0.0) return;
  Values map(values.data(), static_cast<Eigen::Index>(values.size()));
  map = map.max(map.maxCoeff() - static_cast<float>(top_db));
}

}  // namespace

int empty_bands(const FeatureSettings& settings) {
  const std::vector<MelFilter> filters = mel_filterbank(settings);
  return static_cast<int>(std::count_if(filters.begin(), filters.end(),
                                        [](const MelFilter& f) { return f.weights.empty(); }));
}

struct LogMel::Plan {
  explicit Plan(const FeatureSettings& wanted)
      : settings(checked(wanted)),
        stft(hann_window(settings), settings.hop_length),
        filters(mel_filterbank(settings)),
        spectra(static_cast<std::size_t>(stft.n_bins())),
        bands(filters.size()) {}

  // kLanes frames to decibels, in `bands`.
  void transform(std::span<const float> samples);

  FeatureSettings settings;
  Stft stft;
  std::vector<MelFilter> filters;
  std::vector<Lanes> spectra;  // of kLanes frames, a bin each
  std::vector<Lanes> bands;    // of kLanes frames, a mel band each
};

void LogMel::Plan::transform(std::span<const float> samples) {
  stft.power_spectra(samples, spectra);
  raise(values_of(spectra), settings.power);
  for (std::size_t m = 0; m < filters.size(); ++m) bands[m] = filters[m].apply(spectra);
  Values values = values_of(bands);
  values = values.max(static_cast<float>(settings.floor)).log() * kDbPerNeper;
}

LogMel::LogMel(const FeatureSettings& settings) : plan_(std::make_unique<Plan>(settings)) {}
LogMel::~LogMel() = default;
LogMel::LogMel(LogMel&&) noexcept = default;
LogMel& LogMel::operator=(LogMel&&) noexcept = default;

const FeatureSettings& LogMel::settings() const {
  return plan_->settings;
}

Spectrogram LogMel::operator()(std::span<const float> samples) {
  LogMelStream stream(*this);
  stream.push(samples);
  return stream.finish();
}

LogMelStream::LogMelStream(LogMel& log_mel)
    : plan_(*log_mel.plan_),
      framer_(plan_.settings.is_centred() ? plan_.settings.n_fft : plan_.settings.window_length(),
              plan_.settings.hop_length, plan_.settings.pad_mode) {}

void LogMelStream::push(std::span<const float> block) {
  const std::size_t count = plan_.stft.span_samples();
  while (!block.empty()) {
    const auto slice = block.first(std::min(block.size(), kSliceSamples));
    framer_.push(emphasised(slice));
    for (auto samples = framer_.peek(count); !samples.empty(); samples = framer_.peek(count)) {
      transform_group(samples);
    }
    block = block.subspan(slice.size());
  }
}

/// The next samples of x[n + 1] - a x[n].
std::span<const float> LogMelStream::emphasised(std::span<const float> samples) {
  const auto a = static_cast<float>(plan_.settings.pre_emphasis);
  if (a == 0.0F) return samples;
  emphasised_.clear();
  for (const float x : samples) {
    if (last_) emphasised_.push_back(x - a * *last_);
    last_ = x;
  }
  return emphasised_;
}

std::size_t LogMelStream::n_ready() const {
  return groups_.size() * kLanes;
}

Spectrogram LogMelStream::take() {
  assert(plan_.settings.top_db <= 0.0);
  return gather(n_ready());
}

Spectrogram LogMelStream::finish() {
  framer_.finish();
  const std::size_t n_frames = framer_.n_frames() - taken_;
  while (n_ready() < n_frames) transform_group(framer_.peek(plan_.stft.span_samples()));
  Spectrogram mel = gather(n_frames);
  limit_range(mel.values, plan_.settings.top_db);
  return mel;
}

Spectrogram LogMelStream::gather(std::size_t n_frames) {
  const std::size_t n_mels = plan_.bands.size();
  Spectrogram mel{static_cast<int>(n_mels), static_cast<int>(n_frames), {}};
  mel.values.resize(n_mels * n_frames);
  for (std::size_t m = 0; m < n_mels; ++m) {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const std::size_t first = g * kLanes;
      std::copy_n(groups_[g].begin() + static_cast<std::ptrdiff_t>(m * kLanes),
                  std::min<std::size_t>(kLanes, n_frames - first),
                  mel.values.begin() + static_cast<std::ptrdiff_t>(m * n_frames + first));
    }
  }
  taken_ += n_frames;
  groups_.clear();
  return mel;
}

void LogMelStream::transform_group(std::span<const float> samples) {
  plan_.transform(samples);
  const Values bands = values_of(plan_.bands);
  groups_.emplace_back(bands.begin(), bands.end());
  framer_.advance(kLanes);
}

}  // namespace backbeat::audio
