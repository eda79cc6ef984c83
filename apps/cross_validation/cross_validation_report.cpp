#include "apps/cross_validation/cross_validation_report.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "apps/files/csv_field.h"

namespace backbeat::apps {
namespace {

double mean_accuracy(const CrossValidation& result) {
  double sum = 0.0;
  for (const SeedResult& run : result.runs) sum += run.pooled.evaluation.accuracy;
  return sum / static_cast<double>(result.runs.size());
}

/// Standard deviation over the seeds, with n - 1; nothing for one seed.
std::optional<double> accuracy_std(const CrossValidation& result) {
  if (result.runs.size() < 2) return std::nullopt;
  const double mean = mean_accuracy(result);
  double sum = 0.0;
  for (const SeedResult& run : result.runs) {
    const double difference = run.pooled.evaluation.accuracy - mean;
    sum += difference * difference;
  }
  return std::sqrt(sum / static_cast<double>(result.runs.size() - 1));
}

nlohmann::ordered_json fold_json(const FoldResult& fold) {
  nlohmann::ordered_json json{{"fold", fold.fold},
                              {"n_train", fold.n_train},
                              {"n_valid", fold.n_valid},
                              {"n_test", fold.n_test},
                              {"epochs", fold.epochs}};
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

std::string fold_rows(const CrossValidation& result) {
  std::string html;
  for (const FoldResult& fold : result.runs.front().folds) {
    const auto f = static_cast<std::size_t>(fold.fold);
    html +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", fold.fold, fold.test.evaluation.n);
    for (const SeedResult& run : result.runs) {
      html += fmt::format("<td>{:.1f} %</td>", 100.0 * run.folds[f].test.evaluation.accuracy);
    }
    html += "</tr>\n";
  }
  html += fmt::format("<tr><th scope=\"row\">together</th><td>{}</td>",
                      result.runs.front().pooled.evaluation.n);
  for (const SeedResult& run : result.runs) {
    html += fmt::format("<td>{:.1f} %</td>", 100.0 * run.pooled.evaluation.accuracy);
  }
  return html + "</tr>\n";
}

}  // namespace

std::string text_report(const CrossValidation& result) {
  std::string text;
  for (const SeedResult& run : result.runs) {
    text += fmt::format("seed {}\n{:>8} {:>6} {:>9}\n", run.seed, "fold", "n", "accuracy");
    for (const FoldResult& fold : run.folds) {
      text += fmt::format("{:>8} {:>6} {:>9.4f}\n", fold.fold, fold.test.evaluation.n,
                          fold.test.evaluation.accuracy);
    }
    text += fmt::format("\nseed {}, all folds\n{}\n", run.seed, text_report(run.pooled));
    if (!run.stress.empty()) text += stress_text(run.stress) + '\n';
  }
  if (!result.ensemble) return text;
  return text +
         fmt::format("mean probabilities of {} seeds\n{}\n", result.runs.size(),
                     text_report(*result.ensemble)) +
         fmt::format("accuracy of {} seeds: mean {:.4f}, standard deviation {:.4f}\n",
                     result.runs.size(), mean_accuracy(result), *accuracy_std(result));
}

nlohmann::ordered_json json_report(const CrossValidation& result) {
  const std::optional<double> spread = accuracy_std(result);
  nlohmann::ordered_json json{
      {"folds", result.runs.front().folds.size()},
      {"seeds", nlohmann::ordered_json::array()},
      {"n_clips", result.clips.size()},
      {"n_scored", std::count(result.scored.begin(), result.scored.end(), true)},
      {"accuracy_mean", mean_accuracy(result)},
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
  for (const std::string& label : result.labels) text += ',' + csv_field(label);
  text += '\n';
  for (const SeedResult& run : result.runs) {
    for (std::size_t i = 0; i < result.clips.size(); ++i) {
      const datasets::Clip& clip = result.clips[i];
      const ReportRow& row = run.answers[i];
      text += fmt::format("{},{},{},{},{},{:d},{},{},{}", csv_field(row.path),
                          csv_field(clip.label), result.folds[i], csv_field(clip.artist),
                          csv_field(clip.track), static_cast<bool>(result.scored[i]), run.seed,
                          csv_field(result.labels[static_cast<std::size_t>(row.answer)]),
                          row.confidence());
      for (const nn::real p : row.probabilities) text += fmt::format(",{}", p);
      text += '\n';
    }
  }
  return text;
}

std::string html_report(const CrossValidation& result, const std::string& title) {
  std::string table =
      "<h2>Folds</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Fold</th>"
      "<th scope=\"col\">Recordings</th>";
  for (const SeedResult& run : result.runs) {
    table += fmt::format("<th scope=\"col\">Accuracy, seed {}</th>", run.seed);
  }
  table += "</tr></thead>\n<tbody>\n" + fold_rows(result) + "</tbody></table></div>\n";
  for (const SeedResult& run : result.runs) {
    if (run.stress.empty()) continue;
    table += fmt::format("<h2>Seed {}</h2>\n", run.seed) + stress_html(run.stress);
  }
  const std::string subject =
      result.ensemble ? fmt::format("Mean probabilities of {} seeds", result.runs.size())
                      : fmt::format("All folds, seed {}", result.runs.front().seed);
  return html_report(result.ensemble.value_or(result.runs.front().pooled), title,
                     table + "<h2>" + subject + "</h2>\n");
}

}  // namespace backbeat::apps
