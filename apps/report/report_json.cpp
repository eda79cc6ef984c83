#include "apps/report/report_json.h"

#include <nlohmann/json.hpp>

#include "apps/report/figures.h"

namespace backbeat::apps {
namespace {

nlohmann::ordered_json interval_json(const nn::Interval& interval) {
  return {interval.low, interval.high};
}

nlohmann::ordered_json per_class_json(const Report& report) {
  auto json = nlohmann::ordered_json::object();
  for (std::size_t k = 0; k < report.labels.size(); ++k) {
    const nn::ClassScore& score = report.evaluation.per_class[k];
    json[report.labels[k]] = {{"precision", score.precision},
                              {"recall", score.recall},
                              {"f1", score.f1},
                              {"support", score.support}};
  }
  return json;
}

}  // namespace

nlohmann::ordered_json json_report(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  nlohmann::ordered_json json{
      {"n", e.n}, {"accuracy", e.accuracy}, {"accuracy_ci95", interval_json(e.accuracy_ci95)}};
  for (const Figure& figure : figures(e)) json[figure.key] = figure.value;
  json["answered"] = {{"threshold", report.abstention.threshold},
                      {"share", report.abstention.answered},
                      {"precision", report.abstention.precision}};
  json["classes"] = report.labels;
  json["confusion"] = e.confusion;
  json["per_class"] = per_class_json(report);
  if (report.artists) {
    json["accuracy_ci95_groups"] = interval_json(report.artists->accuracy_ci95);
    json["groups"] = report.artists->n;
  }
  return json;
}

}  // namespace backbeat::apps
