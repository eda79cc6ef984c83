// backbeat-train --cross-validate: what is checked first, and where the reports go.

#include <iostream>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "apps/cli/peak_memory.h"
#include "apps/cli/version.h"
#include "apps/cross_validation/cross_validation_report.h"
#include "apps/files/atomic_file.h"

namespace backbeat::apps {
namespace {

void require_different(const std::vector<std::uint64_t>& seeds) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t seed : seeds) {
    if (seen.insert(seed).second) continue;
    throw std::invalid_argument(
        fmt::format("--seeds: found {} twice, expected different ones", seed));
  }
}

nlohmann::ordered_json final_report(const CrossValidation& result,
                                    const TrainingRunOptions& options) {
  nlohmann::ordered_json json = json_report(result);
  json["group"] = options.group;
  json["peak_memory_mib"] = peak_memory_mib();
  json["training"] = {{"version", kVersion},
                      {"net", options.start ? "" : options.net},
                      {"init", options.init},
                      {"valid_fraction", options.valid_fraction},
                      {"options", to_json(options.training)}};
  return json;
}

}  // namespace

int run_cross_validation(const TrainingRunOptions& options, const SharedOptions& shared) {
  for (const auto& path : {options.log, options.json, options.html, options.csv}) {
    require_writable(path);
  }
  require_different(options.seeds);
  FailureList failures;
  const CrossValidation result = cross_validate(options, shared, failures);
  std::cout << text_report(result);
  if (!options.json.empty()) write_json(options.json, final_report(result, options));
  if (!options.csv.empty()) write_atomically(options.csv, csv_report(result));
  if (!options.html.empty()) {
    write_atomically(options.html, html_report(result, fmt::format("Cross-validation on {} folds",
                                                                   options.cross_validate)));
  }
  failures.report();
  return failures.exit_code();
}

}  // namespace backbeat::apps
