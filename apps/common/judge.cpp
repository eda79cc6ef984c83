#include "apps/common/judge.h"

#include "apps/common/ensemble.h"
#include "apps/common/progress.h"

namespace backbeat::apps {

Report judge(std::span<const Model> models, const LoadedClips& clips, const SharedOptions& shared) {
  Ensemble ensemble(models);
  Progress progress(shared, "clips", clips.clips.size());
  std::vector<ReportRow> rows;
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    Answer answer = ensemble.classify(clips.features.spectrograms[i]);
    rows.push_back({.path = clips.clips[i].path.string(),
                    .truth = clips.features.labels[i],
                    .probabilities = std::move(answer.probabilities)});
    progress.update(i + 1);
  }
  progress.clear();
  return make_report(ensemble.labels(), std::move(rows), ensemble.majority_class(),
                     ensemble.threshold());
}

Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared) {
  return judge(std::span(&model, 1), clips, shared);
}

}  // namespace backbeat::apps
