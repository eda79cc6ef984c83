#include "apps/report/report_csv.h"

#include <fmt/format.h>

#include "apps/files/csv_field.h"

namespace backbeat::apps {

std::string csv_report(const Report& report) {
  std::string text = "path,label,answer,confidence";
  for (const std::string& label : report.labels) text += ',' + csv_cell(label);
  text += '\n';
  for (const ReportRow& row : report.rows) {
    text += fmt::format("{},{},{},{}", csv_cell(row.path),
                        csv_cell(report.labels[static_cast<std::size_t>(row.truth)]),
                        csv_cell(report.labels[static_cast<std::size_t>(row.answer)]),
                        row.confidence());
    for (const nn::real p : row.probabilities) text += fmt::format(",{}", p);
    text += '\n';
  }
  return text;
}

}  // namespace backbeat::apps
