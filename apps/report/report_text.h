#pragma once

#include <string>

#include "apps/report/report.h"

namespace backbeat::apps {

/// The layout of scikit-learn's classification_report (classes that occur in neither truth nor
/// answers are left out), the summary figures, the confusion matrix.
std::string text_report(const Report& report);

}  // namespace backbeat::apps
