#include "apps/cross_validation/cross_validation_report.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/csv_field.h"
#include "apps/html/page.h"
#include "apps/html/table.h"
#include "apps/report/report_json.h"
#include "apps/report/report_page.h"
#include "apps/report/report_text.h"
#include "apps/report/stress_report.h"
#include "nn/metrics/mean.h"

namespace backbeat::apps {
namespace {

std::vector<double> accuracies(const CrossValidation& result) {
  std::vector<double> of_seeds;
  for (const SeedResult& run : result.runs) of_seeds.push_back(run.pooled.evaluation.accuracy);
  return of_seeds;
}

nlohmann::ordered_json fold_json(const FoldResult& fold) {
  nlohmann::ordered_json json{{"fold", fold.fold},
                              {"n_train", fold.n_train},
                              {"n_valid", fold.n_valid},
                              {"n_test", fold.n_test},
                              {"epochs", fold.epochs}};
  if (fold.head) json["head"] = to_json(*fold.head);
  if (fold.n_valid > 0) json["valid"] = json_report(fold.valid);
  json["test"] = json_report(fold.test);
  json["seconds"] = fold.seconds;
  return json;
}

nlohmann::ordered_json run_json(const SeedResult& run) {
  nlohmann::ordered_json json{{"seed", run.seed},
                              {"accuracy", run.pooled.evaluation.accuracy},
                              {"folds", nlohmann::ordered_json::array()}};
  for (const FoldResult& fold : run.folds) json["folds"].push_back(fold_json(fold));
  if (!run.pooled_valid.rows.empty()) json["pooled_valid"] = json_report(run.pooled_valid);
  json["pooled"] = json_report(run.pooled);
  if (!run.stress.empty()) json["stress"] = stress_json(run.stress);
  return json;
}

nlohmann::ordered_json prediction_json(const CrossValidation& result, std::size_t i) {
  const datasets::Clip& clip = result.clips[i];
  nlohmann::ordered_json json{{"path", clip.path.string()},
                              {"label", clip.label},
                              {"track", clip.track},
                              {"artist", clip.artist},
                              {"fold", result.folds[i]},
                              {"start_s", clip.start_s},
                              {"scored", static_cast<bool>(result.scored[i])},
                              {"probabilities", nlohmann::ordered_json::array()}};
  for (const SeedResult& run : result.runs) {
    json["probabilities"].push_back(run.answers[i].probabilities);
  }
  return json;
}

/// Accuracy of each fold and of all together, one column per seed.
html::Table fold_table(const CrossValidation& result) {
  html::Table table{.columns = {{"Fold", html::Kind::kRowHeading}, {"Recordings"}}};
  const SeedResult& first = result.runs.front();
  for (const FoldResult& fold : first.folds) {
    table.rows.push_back({std::to_string(fold.fold), std::to_string(fold.test.evaluation.n)});
  }
  table.rows.push_back({std::string("together"), std::to_string(first.pooled.evaluation.n)});
  for (const SeedResult& run : result.runs) {
    table.columns.push_back({fmt::format("Accuracy, seed {}", run.seed)});
    for (std::size_t f = 0; f < run.folds.size(); ++f) {
      table.rows[f].emplace_back(html::percent(run.folds[f].test.evaluation.accuracy));
    }
    table.rows.back().emplace_back(html::percent(run.pooled.evaluation.accuracy));
  }
  return table;
}

}  // namespace

std::string text_report(const CrossValidation& result) {
  std::string text;
  for (const SeedResult& run : result.runs) {
    text += fmt::format("seed {}\n{:>8} {:>6} {:>9}\n", run.seed, "fold", "n", "accuracy");
    for (const FoldResult& fold : run.folds) {
      text += fmt::format("{:>8} {:>6} {:>9.4f}{}\n", fold.fold, fold.test.evaluation.n,
                          fold.test.evaluation.accuracy,
                          fold.head ? "  head " + to_text(fold.head->best) : "");
    }
    text += fmt::format("\nseed {}, all folds\n{}\n", run.seed, text_report(run.pooled));
    if (!run.stress.empty()) text += stress_text(run.stress) + '\n';
  }
  if (!result.ensemble) return text;
  return text +
         fmt::format("mean probabilities of {} seeds\n{}\n", result.runs.size(),
                     text_report(*result.ensemble)) +
         fmt::format("accuracy of {} seeds: mean {:.4f}, standard deviation {:.4f}\n",
                     result.runs.size(), nn::mean(accuracies(result)),
                     *nn::standard_deviation(accuracies(result)));
}

nlohmann::ordered_json json_report(const CrossValidation& result) {
  const std::optional<double> spread = nn::standard_deviation(accuracies(result));
  nlohmann::ordered_json json{
      {"folds", result.runs.front().folds.size()},
      {"seeds", nlohmann::ordered_json::array()},
      {"n_clips", result.clips.size()},
      {"n_scored", std::count(result.scored.begin(), result.scored.end(), true)},
      {"accuracy_mean", nn::mean(accuracies(result))},
      {"accuracy_std", spread ? nlohmann::ordered_json(*spread) : nlohmann::ordered_json()},
      {"runs", nlohmann::ordered_json::array()}};
  for (const SeedResult& run : result.runs) {
    json["seeds"].push_back(run.seed);
    json["runs"].push_back(run_json(run));
  }
  if (result.ensemble) json["ensemble"] = json_report(*result.ensemble);
  for (std::size_t i = 0; i < result.clips.size(); ++i) {
    json["predictions"].push_back(prediction_json(result, i));
  }
  return json;
}

std::string csv_report(const CrossValidation& result) {
  std::string text = "path,label,fold,artist,track,scored,seed,answer,confidence";
  for (const std::string& label : result.labels) text += ',' + csv_cell(label);
  text += '\n';
  for (const SeedResult& run : result.runs) {
    for (std::size_t i = 0; i < result.clips.size(); ++i) {
      const datasets::Clip& clip = result.clips[i];
      const ReportRow& row = run.answers[i];
      text += fmt::format("{},{},{},{},{},{:d},{},{},{}", csv_cell(row.path), csv_cell(clip.label),
                          result.folds[i], csv_cell(clip.artist), csv_cell(clip.track),
                          static_cast<bool>(result.scored[i]), run.seed,
                          csv_cell(result.labels[static_cast<std::size_t>(row.answer)]),
                          row.confidence());
      for (const nn::real p : row.probabilities) text += fmt::format(",{}", p);
      text += '\n';
    }
  }
  return text;
}

std::string html_report(const CrossValidation& result, const std::string& title) {
  std::string introduction = html::heading("Folds") + to_html(fold_table(result));
  for (const SeedResult& run : result.runs) {
    if (run.stress.empty()) continue;
    introduction += html::heading(fmt::format("Seed {}", run.seed)) + stress_html(run.stress);
  }
  introduction += html::heading(
      result.ensemble ? fmt::format("Mean probabilities of {} seeds", result.runs.size())
                      : fmt::format("All folds, seed {}", result.runs.front().seed));
  return html_report(result.ensemble.value_or(result.runs.front().pooled), title, introduction);
}

}  // namespace backbeat::apps
