#pragma once

#include <string>

#include "apps/cross_validation/cross_validation.h"

namespace backbeat::apps {

struct CrossValidationRunOptions {
  CrossValidationOptions validation;
  std::string log, json, html, csv;  ///< "" for none
};

/// backbeat-train --cross-validate: cross_validate() and its reports. Returns the exit code.
int run_cross_validation(const CrossValidationRunOptions& options);

}  // namespace backbeat::apps
