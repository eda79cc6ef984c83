#pragma once

#include <string>

#include "apps/cross_validation/leave_out.h"

namespace backbeat::apps {

struct LeaveOutRunOptions {
  LeaveOutOptions leave_out;
  std::string out;                   ///< model file of all sources; "" for none
  std::string log, json, html, csv;  ///< "" for none
};

/// backbeat-train --leave-out: leave_out() and its reports, then the model of all sources, whose
/// temperature and threshold are those that the answers about sources left out give. Returns the
/// exit code.
int run_leave_out(const LeaveOutRunOptions& options);

}  // namespace backbeat::apps
