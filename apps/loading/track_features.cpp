#include "apps/loading/track_features.h"

#include <algorithm>
#include <limits>
#include <omp.h>

#include <spdlog/spdlog.h>

#include "apps/cli/number_checks.h"
#include "apps/cli/progress.h"
#include "datasets/features/feature_cache.h"

namespace backbeat::apps {
namespace {

/// Files a thread decodes before their results are used: enough that a long file does not leave the
/// other threads idle, few enough that their spectrograms fit into memory.
constexpr std::size_t kFilesPerThread = 8;

}  // namespace

void add_range_arguments(CLI::App& cli, audio::Range& range) {
  cli.add_option("--offset-s", range.offset_s, "Second of each file to begin at")
      ->check(non_negative());
  cli.add_option("--duration-s", range.duration_s, "Seconds to read of each file")
      ->default_str("to the end")
      ->check(positive());
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

void for_each_track(const std::vector<std::filesystem::path>& files, const audio::Range& range,
                    const datasets::ExtractOptions& options, const SharedOptions& shared,
                    FailureList& failures, const TrackFunction& use,
                    const TrackFailureFunction& failed) {
  const datasets::FeatureCache no_cache("");
  const int threads = omp_get_max_threads();
  const std::size_t at_a_time = kFilesPerThread * static_cast<std::size_t>(threads);
  const double duration_s =
      range.duration_s < 0.0 ? std::numeric_limits<double>::infinity() : range.duration_s;
  EmptyBandsWarning empty_bands(options.settings);
  Progress progress(shared, "files", files.size());
  for (std::size_t first = 0; first < files.size(); first += at_a_time) {
    std::vector<datasets::Clip> clips;
    for (std::size_t i = first; i < std::min(first + at_a_time, files.size()); ++i) {
      clips.push_back({.path = files[i],
                       .start_s = range.offset_s,
                       .end_s = range.offset_s + duration_s,
                       .where = files[i].string()});
    }
    const datasets::LoadedFeatures loaded =
        datasets::load_features(clips, options, no_cache, threads,
                                [&](std::size_t done) { progress.update(first + done); });
    progress.clear();
    for (const datasets::Warning& warning : loaded.warnings) {
      spdlog::warn("{}: {}", clips[static_cast<std::size_t>(warning.clip)].where, warning.text);
    }
    auto failure = loaded.failures.begin();
    for (std::size_t i = 0; i < clips.size(); ++i) {
      if (failure == loaded.failures.end() || static_cast<std::size_t>(failure->clip) != i) {
        empty_bands.check(loaded.features[i].sample_rate_hz);
        use(clips[i].path, loaded.features[i]);
        continue;
      }
      failures.add(clips[i].where, failure->reason);
      if (failed) failed(clips[i].path, failure->reason);
      ++failure;
    }
  }
}

}  // namespace backbeat::apps
