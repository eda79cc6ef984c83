#include "apps/training/clip_targets.h"

#include "apps/training/soft_labels.h"
#include "datasets/batches/label_targets.h"
#include "datasets/splits/group_weights.h"

namespace backbeat::apps {

std::vector<float> targets_of_clips(const std::vector<std::string>& labels,
                                    const LoadedClips& train, const FitOptions& options,
                                    const datasets::TeacherTargets* teacher) {
  const double balance = options.recipe.balance();
  const double share = teacher == nullptr ? 0.0 : options.recipe.teacher_share;
  if (balance == 0.0 && share == 0.0) return {};
  const std::size_t classes = labels.size();
  const std::vector<float> weights =
      balance > 0.0 ? datasets::balance_groups(train.clips, options.group, balance)
                    : std::vector<float>();
  std::vector<float> targets = datasets::clip_targets(train.features.labels, weights, classes);
  if (share > 0.0) {
    share_targets({.answers = teacher->means(), .opinions = teacher->opinions(labels)}, share,
                  classes, targets);
  }
  return targets;
}

}  // namespace backbeat::apps
