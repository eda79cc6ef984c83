#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <spdlog/common.h>

#include "apps/loading/sides.h"
#include "apps/training/fit_options.h"
#include "apps/training/head.h"

namespace backbeat::apps {

/// A head that was tried.
struct HeadTrial {
  Head head;
  double weight_decay = 0.0;
  double log_loss = 0.0;  ///< of clips that did not train it, at the temperature that suits it best
};

/// What `--head auto` comes to.
struct HeadChoice {
  HeadTrial best;
  std::vector<HeadTrial> trials;  ///< by size; empty: there was nothing to try by
  Calibration calibration;        ///< of the best, by the clips that chose it
};

/// Tries linear heads and hidden layers with several weight decays on what the body says of the
/// labelled training clips, by four folds of their groups (options.group), each judged by heads that
/// the others taught. Looks at no other side, and says what came of it on standard error at `level`.
/// Nothing where options.start has no head to choose.
std::optional<HeadChoice> choose_head(const Sides& sides, const FitOptions& options,
                                      spdlog::level::level_enum level);

/// "linear, weight decay 10"; "hidden 64, weight decay 1".
std::string to_text(const HeadTrial& trial);
nlohmann::json to_json(const HeadChoice& choice);

}  // namespace backbeat::apps
