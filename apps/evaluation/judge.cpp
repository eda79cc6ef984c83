#include "apps/evaluation/judge.h"

#include <utility>

#include <spdlog/spdlog.h>

#include "apps/cli/progress.h"
#include "apps/model/ensemble.h"
#include "datasets/splits/scored.h"

namespace backbeat::apps {

std::vector<ReportRow> answer_clips(std::span<const Model> models,
                                    std::span<const LoadedClips> by_front_end) {
  const LoadedClips& clips = by_front_end.front();
  const std::size_t n = clips.clips.size();
  std::vector<std::span<const audio::Spectrogram>> spectrograms;
  for (const LoadedClips& loaded : by_front_end)
    spectrograms.push_back(std::span(loaded.features.spectrograms).first(n));
  Progress progress("clips", n);
  const int majority = models.front().majority_class();
  const double threshold = mean_threshold(models);
  std::vector<Answer> answers =
      classify_all(models, spectrograms, [&](std::size_t done) { progress.update(done); });
  progress.clear();
  std::vector<ReportRow> rows;
  for (std::size_t i = 0; i < n; ++i) {
    Answer& answer = answers[i];
    rows.push_back({.path = clips.clips[i].path.string(),
                    .truth = clips.features.labels[i],
                    .answer = answer.best(),
                    .probabilities = std::move(answer.probabilities),
                    .majority = majority,
                    .threshold = threshold});
  }
  return rows;
}

std::vector<ReportRow> answer_clips(const Model& model, const LoadedClips& clips) {
  return answer_clips(std::span(&model, 1), std::span(&clips, 1));
}

std::vector<ReportRow> scored_rows(std::vector<ReportRow> rows, const LoadedClips& clips) {
  const std::vector<bool> scored = datasets::scored_clips(clips.clips, clips.durations_s);
  const std::vector<int> artists = datasets::artist_numbers(clips.clips);
  std::vector<ReportRow> counted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!scored[i]) continue;
    if (!artists.empty()) rows[i].artist = artists[i];
    counted.push_back(std::move(rows[i]));
  }
  if (counted.size() < rows.size()) {
    spdlog::info("{} of {} clips do not count: their track is judged by a longer clip",
                 rows.size() - counted.size(), rows.size());
  }
  return counted;
}

Report judge(std::span<const Model> models, std::span<const LoadedClips> clips) {
  return make_report(models.front().labels,
                     scored_rows(answer_clips(models, clips), clips.front()));
}

Report judge(const Model& model, const LoadedClips& clips) {
  return judge(std::span(&model, 1), std::span(&clips, 1));
}

}  // namespace backbeat::apps
