#include "apps/loading/extraction.h"

#include <omp.h>

#include <spdlog/spdlog.h>

namespace backbeat::apps {

datasets::LoadedFeatures extract(const std::vector<datasets::Clip>& clips,
                                 const datasets::ExtractOptions& options,
                                 const datasets::FeatureCache& cache, Progress& progress,
                                 std::size_t before) {
  datasets::LoadedFeatures loaded =
      datasets::load_features(clips, options, cache, omp_get_max_threads(),
                              [&](std::size_t done) { progress.update(before + done); });
  progress.clear();
  return loaded;
}

void warn_of_mended(const std::vector<datasets::Clip>& clips,
                    const std::vector<datasets::Warning>& warnings) {
  for (const datasets::Warning& warning : warnings) {
    spdlog::warn("{}: {}", clips[static_cast<std::size_t>(warning.clip)].path.string(),
                 warning.text);
  }
}

void EmptyBandsWarning::check(int sample_rate_hz) {
  if (!checked_hz_.insert(sample_rate_hz).second) return;
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
