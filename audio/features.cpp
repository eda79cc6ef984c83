#include "audio/features.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "audio/mel.h"
#include "audio/stft.h"

// log-mel = 10 log10(max(M |X|^p, floor)), M the mel filter matrix, X the STFT.
namespace backbeat::audio {
namespace {

FeatureSettings checked(const FeatureSettings& settings) {
  validate(settings);
  if (settings.sample_rate_hz == 0) {
    throw std::invalid_argument(
        "feature settings: sample_rate_hz: found 0, expected a rate; set it to the file's own");
  }
  return settings;
}

// |X|^2 to |X|^power.
void raise(std::span<float> spectrum, double power) {
  if (power == 2.0) return;
  const auto exponent = static_cast<float>(power / 2.0);
  for (float& value : spectrum) {
    value = power == 1.0 ? std::sqrt(value) : std::pow(value, exponent);
  }
}

void to_db(std::vector<float>& values, double floor, double top_db) {
  const auto smallest = static_cast<float>(floor);
  for (float& value : values) value = 10.0F * std::log10(std::max(value, smallest));
  if (top_db <= 0.0) return;
  const float bottom = *std::max_element(values.begin(), values.end()) - static_cast<float>(top_db);
  for (float& value : values) value = std::max(value, bottom);
}

}  // namespace

struct LogMel::Plan {
  explicit Plan(const FeatureSettings& wanted)
      : settings(checked(wanted)),
        stft(settings.n_fft, settings.hop_length, settings.pad_mode),
        filters(mel_filterbank(settings)),
        spectrum(static_cast<std::size_t>(stft.n_bins())) {}

  FeatureSettings settings;
  Stft stft;
  std::vector<MelFilter> filters;
  std::vector<float> spectrum;  // of one frame
};

LogMel::LogMel(const FeatureSettings& settings) : plan_(std::make_unique<Plan>(settings)) {}
LogMel::~LogMel() = default;
LogMel::LogMel(LogMel&&) noexcept = default;
LogMel& LogMel::operator=(LogMel&&) noexcept = default;

const FeatureSettings& LogMel::settings() const {
  return plan_->settings;
}

int LogMel::empty_bands() const {
  return static_cast<int>(std::count_if(plan_->filters.begin(), plan_->filters.end(),
                                        [](const MelFilter& f) { return f.weights.empty(); }));
}

Spectrogram LogMel::operator()(std::span<const float> samples) const {
  Plan& plan = *plan_;
  const int n_mels = plan.settings.n_mels;
  const int n_frames = plan.stft.n_frames(samples.size());
  const auto row = static_cast<std::size_t>(n_frames);
  Spectrogram mel{n_mels, n_frames, std::vector<float>(plan.filters.size() * row)};
  for (std::size_t t = 0; t < row; ++t) {
    plan.stft.power_spectrum(samples, static_cast<int>(t), plan.spectrum);
    raise(plan.spectrum, plan.settings.power);
    for (std::size_t m = 0; m < plan.filters.size(); ++m) {
      mel.values[m * row + t] = plan.filters[m].apply(plan.spectrum);
    }
  }
  to_db(mel.values, plan.settings.floor, plan.settings.top_db);
  return mel;
}

}  // namespace backbeat::audio
