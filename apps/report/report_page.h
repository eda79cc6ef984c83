#pragma once

#include <string>

#include "apps/report/report.h"

namespace backbeat::apps {

/// One page that needs nothing else, with the confusion matrix, a reliability diagram and the most
/// confident mistakes. `introduction` is HTML that stands between title and figures.
std::string html_report(const Report& report, const std::string& title,
                        const std::string& introduction = "");

}  // namespace backbeat::apps
