#include "apps/cross_validation/cross_validation_run.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/peak_memory.h"
#include "apps/cli/version.h"
#include "apps/cross_validation/cross_validation_report.h"
#include "apps/files/atomic_file.h"
#include "apps/training/group_words.h"

namespace backbeat::apps {
namespace {

nlohmann::ordered_json final_report(const CrossValidation& result,
                                    const CrossValidationOptions& options) {
  const FitOptions& fit = options.fit;
  nlohmann::ordered_json json = json_report(result);
  json["group"] = word_of(kGroupWords, fit.group);
  json["peak_memory_mib"] = peak_memory_mib();
  json["training"] = {{"version", kVersion},
                      {"net", fit.start.model ? "" : fit.start.net},
                      {"init", fit.start.init},
                      {"clips_per_class", options.clips_per_class},
                      {"valid_fraction", options.valid_fraction},
                      {"options", to_json(fit.recipe)}};
  return json;
}

}  // namespace

int run_cross_validation(const CrossValidationRunOptions& options) {
  const CrossValidationOptions& validation = options.validation;
  for (const auto& path : {options.log, options.json, options.html, options.csv}) {
    require_writable(path);
  }
  FailureList failures;
  EpochLog log(options.log, spdlog::level::debug);
  const CrossValidation result = cross_validate(validation, log, failures);
  std::cout << text_report(result);
  log.attempt(options.json, [&] { write_json(options.json, final_report(result, validation)); });
  log.attempt(options.csv, [&] { write_atomically(options.csv, csv_report(result)); });
  log.attempt(options.html, [&] {
    const std::string title = fmt::format("Cross-validation on {} folds", validation.folds);
    write_atomically(options.html, html_report(result, title));
  });
  failures.report();
  log.outputs().report();
  return std::max(failures.exit_code(), log.outputs().exit_code());
}

}  // namespace backbeat::apps
