#include "apps/training/fit_options.h"

namespace backbeat::apps {

bool FitOptions::learns_head_alone() const {
  const datasets::AugmentOptions& a = recipe.augment;
  const bool changes = a.needs_waveforms() || a.equalizer || a.band_limit || a.spec;
  return start.body && !changes && !teaching.teacher && !start.thawing;
}

bool FitOptions::solves(const Head& head) const {
  return learns_head_alone() && head.hidden == 0 && recipe.loss == Recipe::Loss::kCrossEntropy;
}

}  // namespace backbeat::apps
