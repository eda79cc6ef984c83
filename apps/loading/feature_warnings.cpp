#include "apps/loading/feature_warnings.h"

#include <string>

#include <spdlog/spdlog.h>

#include "audio/features/log_mel.h"

namespace backbeat::apps {

void FeatureWarnings::check(const std::filesystem::path& path, const datasets::Features& features) {
  const std::string mended = datasets::describe_mending(features);
  if (tells_of_mending_ && !mended.empty()) spdlog::warn("{}: {}", path.string(), mended);
  if (checked_hz_.insert(features.sample_rate_hz).second) check_bands(features.sample_rate_hz);
}

void FeatureWarnings::check_bands(int sample_rate_hz) {
  audio::FeatureSettings settings = settings_;
  settings.sample_rate_hz = sample_rate_hz;
  const int empty = audio::empty_bands(settings);
  if (empty == 0) return;
  spdlog::warn(
      "n_mels: found {}, of which {} bands hold no FFT bin at {} Hz and stay at the floor; "
      "expected fewer bands, or an n_fft above {}",
      settings.n_mels, empty, sample_rate_hz, settings.n_fft);
}

}  // namespace backbeat::apps
