#include "apps/loading/track_features.h"

#include <algorithm>
#include <limits>
#include <omp.h>

#include "apps/loading/extraction.h"
#include "datasets/features/load_features.h"

namespace backbeat::apps {
namespace {

/// Files a thread decodes before their results are used: enough that a long file does not leave the
/// other threads idle, few enough that their spectrograms fit into memory.
constexpr std::size_t kFilesPerThread = 8;

}  // namespace

void for_each_track(const std::vector<std::filesystem::path>& files, const audio::Range& range,
                    const datasets::ExtractOptions& options, FailureList& failures,
                    const TrackFunction& use, const TrackFailureFunction& failed) {
  const datasets::FeatureCache no_cache("");
  const int threads = omp_get_max_threads();
  const std::size_t at_a_time = kFilesPerThread * static_cast<std::size_t>(threads);
  const double duration_s =
      range.duration_s < 0.0 ? std::numeric_limits<double>::infinity() : range.duration_s;
  EmptyBandsWarning empty_bands(options.settings);
  Progress progress("files", files.size());
  for (std::size_t first = 0; first < files.size(); first += at_a_time) {
    std::vector<datasets::Clip> clips;
    for (std::size_t i = first; i < std::min(first + at_a_time, files.size()); ++i) {
      clips.push_back({.path = files[i],
                       .start_s = range.offset_s,
                       .end_s = range.offset_s + duration_s,
                       .where = files[i].string()});
    }
    const datasets::LoadedFeatures loaded = extract(clips, options, no_cache, progress, first);
    warn_of_mended(clips, loaded.warnings);
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
