#include "apps/training/fit_options.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace backbeat::apps {

bool FitOptions::learns_head_alone() const {
  const datasets::AugmentOptions& a = recipe.augment;
  const bool changes = a.needs_waveforms() || a.equalizer || a.band_limit || a.spec;
  return start.body && !changes && !teaching.teacher && !start.thawing;
}

bool FitOptions::solves(const Head& head) const {
  return learns_head_alone() && head.hidden == 0 && recipe.loss == Recipe::Loss::kCrossEntropy;
}

void FitOptions::check_other(const std::vector<std::string>& labels) const {
  if (other == kOther || std::ranges::binary_search(labels, other)) return;
  throw std::invalid_argument(fmt::format("--other: found '{}', expected one of the classes {}",
                                          other, fmt::join(labels, ", ")));
}

}  // namespace backbeat::apps
