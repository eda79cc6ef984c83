#pragma once

#include <string>

#include "apps/report/report.h"

namespace backbeat::apps {

/// One row per recording: path,label,answer,confidence, then one probability per class (RFC 4180,
/// lines ended by a line feed alone).
std::string csv_report(const Report& report);

}  // namespace backbeat::apps
