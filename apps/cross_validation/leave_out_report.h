#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "apps/cross_validation/leave_out.h"

namespace backbeat::apps {

/// For each seed a row per source and their mean, in which each source counts alike; the mean of
/// several seeds; what was not judged, and why.
std::string text_report(const LeaveOut& result);

/// Without "training". Reports are those of json_report(Report).
nlohmann::ordered_json json_report(const LeaveOut& result);

/// One row per clip that counts and seed: path,label,source,seed,answer,confidence,answered, then
/// one probability per class. `answered` is 1 or 0: whether the confidence reaches the threshold
/// that the other sources gave.
std::string csv_report(const LeaveOut& result);

/// A page with the table of sources, and html_report() of all their clips together, as the first
/// seed answers them.
std::string html_report(const LeaveOut& result);

}  // namespace backbeat::apps
