#include "apps/cross_validation/leave_out_run.h"

#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "apps/cli/version.h"
#include "apps/cross_validation/leave_out_report.h"
#include "apps/files/atomic_file.h"
#include "apps/training/group_words.h"
#include "apps/training/training_run.h"

namespace backbeat::apps {
namespace {

nlohmann::ordered_json final_report(const LeaveOut& result, const LeaveOutOptions& options) {
  const FitOptions& fit = options.fit;
  nlohmann::ordered_json json = json_report(result);
  json["training"] = {{"version", kVersion},
                      {"net", fit.start.model ? "" : fit.start.net},
                      {"init", fit.start.init},
                      {"group", word_of(kGroupWords, fit.group)},
                      {"clips_per_class", options.clips_per_class},
                      {"valid_fraction", options.valid_fraction},
                      {"options", to_json(fit.recipe)}};
  return json;
}

int train_on_all(const LeaveOutRunOptions& options, const Calibration& calibration) {
  const LeaveOutOptions& leave_out = options.leave_out;
  FitOptions fit = leave_out.fit;
  fit.calibration = calibration;
  if (!leave_out.kept.empty()) fit.kept = leave_out.kept / "all.safetensors";
  spdlog::info("training {} on all sources", options.out);
  return run_training({.dataset = leave_out.dataset,
                       .fit = fit,
                       .split = {.test_fold = {},
                                 .folds = {},
                                 .clips_per_class = leave_out.clips_per_class,
                                 .valid_fraction = leave_out.valid_fraction,
                                 .group = fit.group,
                                 .seed = fit.recipe.seed},
                       .out = options.out,
                       .log = "",
                       .json = "",
                       .html = ""});
}

}  // namespace

int run_leave_out(const LeaveOutRunOptions& options) {
  for (const auto& path : {options.out, options.log, options.json, options.html, options.csv}) {
    require_writable(path);
  }
  FailureList failures;
  EpochLog log(options.log, spdlog::level::debug);
  const LeaveOut result = leave_out(options.leave_out, log, failures);
  std::cout << text_report(result) << std::flush;
  log.attempt(options.json,
              [&] { write_json(options.json, final_report(result, options.leave_out)); });
  log.attempt(options.csv, [&] { write_atomically(options.csv, csv_report(result)); });
  log.attempt(options.html, [&] { write_atomically(options.html, html_report(result)); });
  failures.report();
  log.outputs().report();
  const int exit_code = std::max(failures.exit_code(), log.outputs().exit_code());
  if (options.out.empty()) return exit_code;
  return std::max(exit_code, train_on_all(options, result.calibration));
}

}  // namespace backbeat::apps
