#pragma once

#include <nlohmann/json_fwd.hpp>

#include "apps/report/report.h"

namespace backbeat::apps {

/// The object of `backbeat-evaluate --json`, without the rows. Labels need not be UTF-8: dump it
/// with nlohmann's error_handler_t::replace.
nlohmann::ordered_json json_report(const Report& report);

}  // namespace backbeat::apps
