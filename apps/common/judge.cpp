#include "apps/common/judge.h"

#include "apps/common/classifier.h"
#include "apps/common/progress.h"

namespace backbeat::apps {

Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared) {
  Classifier classifier(model);
  Progress progress(shared, "clips", clips.clips.size());
  std::vector<ReportRow> rows;
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    Answer answer = classifier.classify(clips.features.spectrograms[i]);
    rows.push_back({.path = clips.clips[i].path.string(),
                    .truth = clips.features.labels[i],
                    .probabilities = std::move(answer.probabilities)});
    progress.update(i + 1);
  }
  progress.clear();
  return make_report(model.labels, std::move(rows), model.majority_class());
}

}  // namespace backbeat::apps
