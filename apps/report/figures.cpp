#include "apps/report/figures.h"

#include <algorithm>

namespace backbeat::apps {

std::vector<Figure> figures(const nn::Evaluation& evaluation) {
  const nn::Evaluation& e = evaluation;
  return {{"top2_accuracy", "top-2 accuracy", e.top2_accuracy, Form::kShare},
          {"balanced_accuracy", "balanced accuracy", e.balanced_accuracy, Form::kShare},
          {"macro_f1", "macro F1", e.macro_f1, Form::kNumber, /*in_class_table=*/true},
          {"log_loss", "log loss", e.log_loss, Form::kNumber},
          {"ece", "calibration error", e.ece, Form::kNumber},
          {"majority_baseline", "majority baseline", e.majority_baseline, Form::kShare}};
}

std::vector<Figure> figures_shares_first(const nn::Evaluation& evaluation) {
  std::vector<Figure> sorted = figures(evaluation);
  std::stable_partition(sorted.begin(), sorted.end(),
                        [](const Figure& figure) { return figure.form == Form::kShare; });
  return sorted;
}

}  // namespace backbeat::apps
