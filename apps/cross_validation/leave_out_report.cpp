#include "apps/cross_validation/leave_out_report.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/files/csv_field.h"
#include "apps/files/printable.h"
#include "apps/html/page.h"
#include "apps/html/table.h"
#include "apps/report/report_json.h"
#include "apps/report/report_page.h"
#include "nn/metrics/mean.h"

namespace backbeat::apps {
namespace {

/// What the tables say of each source.
struct Column {
  const char* key;      ///< in JSON
  const char* heading;  ///< in tables
  bool is_share;        ///< a page writes it in percent
  double (*of)(const Report&);
};

constexpr std::array<Column, 6> kColumns{{
    {"accuracy", "accuracy", true, [](const Report& r) { return r.evaluation.accuracy; }},
    {"balanced_accuracy", "recall", true,
     [](const Report& r) { return r.evaluation.balanced_accuracy; }},
    {"top2_accuracy", "top-2", true, [](const Report& r) { return r.evaluation.top2_accuracy; }},
    {"log_loss", "log loss", false, [](const Report& r) { return r.evaluation.log_loss; }},
    {"answered", "answered", true, [](const Report& r) { return r.abstention.answered; }},
    {"precision", "right", true, [](const Report& r) { return r.abstention.precision; }},
}};

/// Each source counts alike.
double mean_of(const Column& column, const LeaveOutRun& run) {
  std::vector<double> values;
  for (const SourceResult& source : run.sources) values.push_back(column.of(source.report));
  return nn::mean(values);
}

std::vector<double> means_of(const Column& column, const LeaveOut& result) {
  std::vector<double> values;
  for (const LeaveOutRun& run : result.runs) values.push_back(mean_of(column, run));
  return values;
}

/// The mean over the seeds for the source at `position`.
double seed_mean(const Column& column, const LeaveOut& result, std::size_t position) {
  std::vector<double> values;
  for (const LeaveOutRun& run : result.runs) {
    values.push_back(column.of(run.sources[position].report));
  }
  return nn::mean(values);
}

std::string artists(const Report& report) {
  return report.artists ? std::to_string(report.artists->n) : "";
}

std::string interval(const Report& report) {
  const nn::Interval& ci =
      report.artists ? report.artists->accuracy_ci95 : report.evaluation.accuracy_ci95;
  return fmt::format("{:.1f} to {:.1f}", 100.0 * ci.low, 100.0 * ci.high);
}

std::size_t name_width(const LeaveOut& result) {
  std::size_t width = std::string_view("deviation").size();
  for (const SourceResult& source : result.runs.front().sources) {
    width = std::max(width, printable(source.source).size());
  }
  return width;
}

/// A line of the table: `value` says the figure of each column.
template <typename Value>
std::string line(std::size_t width, const std::string& name, const std::string& clips,
                 const std::string& artists, const Value& value) {
  std::string text = fmt::format("{:<{}} {:>6} {:>7}", printable(name), width, clips, artists);
  for (const Column& column : kColumns) text += fmt::format(" {:>9.4f}", value(column));
  return text;
}

std::string head_line(std::size_t width) {
  std::string text = fmt::format("{:<{}} {:>6} {:>7}", "left out", width, "clips", "artists");
  for (const Column& column : kColumns) text += fmt::format(" {:>9}", column.heading);
  return text;
}

std::string seed_table(const LeaveOutRun& run, std::size_t width) {
  std::string text = head_line(width) + "  95 % interval of the accuracy, %\n";
  for (const SourceResult& source : run.sources) {
    const Report& report = source.report;
    text += line(width, source.source, std::to_string(report.evaluation.n), artists(report),
                 [&](const Column& column) { return column.of(report); });
    text += "  " + interval(report) + '\n';
  }
  return text + line(width, "mean", "", "", [&](const Column& c) { return mean_of(c, run); }) +
         '\n';
}

std::string seeds_table(const LeaveOut& result, std::size_t width) {
  std::string text = head_line(width) + '\n';
  const std::vector<SourceResult>& sources = result.runs.front().sources;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const Report& report = sources[s].report;
    text += line(width, sources[s].source, std::to_string(report.evaluation.n), artists(report),
                 [&](const Column& column) { return seed_mean(column, result, s); }) +
            '\n';
  }
  return text +
         line(width, "mean", "", "",
              [&](const Column& c) { return nn::mean(means_of(c, result)); }) +
         '\n' +
         line(width, "deviation", "", "",
              [&](const Column& c) { return *nn::standard_deviation(means_of(c, result)); }) +
         '\n';
}

/// What the figures of a source leave out, a sentence each.
std::vector<std::string> notes(const LeaveOut& result) {
  std::vector<std::string> lines;
  for (const SourceResult& source : result.runs.front().sources) {
    if (!source.unjudged.empty()) {
      lines.push_back(fmt::format("{}: {} not judged, as no other source has such clips",
                                  source.source, fmt::join(source.unjudged, ", ")));
    }
    if (source.n_related > 0) {
      lines.push_back(
          fmt::format("{}: {} clips of other sources did not train, as they share an artist, track "
                      "or file with it",
                      source.source, source.n_related));
    }
  }
  return lines;
}

nlohmann::ordered_json calibration_json(const Calibration& c) {
  return {{"temperature", c.temperature}, {"threshold", c.threshold}, {"precision", c.precision}};
}

nlohmann::ordered_json source_json(const SourceResult& source) {
  nlohmann::ordered_json json{{"source", source.source},     {"n_train", source.n_train},
                              {"n_valid", source.n_valid},   {"n_related", source.n_related},
                              {"unjudged", source.unjudged}, {"epochs", source.epochs}};
  if (source.head) json["head"] = to_json(*source.head);
  json["calibration"] = calibration_json(source.calibration);
  json["test"] = json_report(source.report);
  json["seconds"] = source.seconds;
  return json;
}

html::Table source_table(const LeaveOut& result) {
  html::Table table{.caption =
                        "Each source is judged by a model that was trained on the other ones: how "
                        "right such a model is in a collection unlike those that it knows.",
                    .columns = {{"Left out", html::Kind::kRowHeading},
                                {"Recordings"},
                                {"Artists"},
                                {"Accuracy"},
                                {"Mean recall"},
                                {"Top-2 accuracy"},
                                {"Log loss"},
                                {"Answered"},
                                {"Right of those"},
                                {"Seed"}}};
  const auto written = [](const Column& column, double value) {
    return column.is_share ? html::percent(value) : fmt::format("{:.3f}", value);
  };
  for (const LeaveOutRun& run : result.runs) {
    for (const SourceResult& source : run.sources) {
      std::vector<html::Cell> row{source.source, std::to_string(source.report.evaluation.n),
                                  artists(source.report)};
      for (const Column& column : kColumns) {
        row.emplace_back(written(column, column.of(source.report)));
      }
      row.emplace_back(std::to_string(run.seed));
      table.rows.push_back(std::move(row));
    }
  }
  std::vector<html::Cell> mean{std::string("mean"), std::string(), std::string()};
  for (const Column& column : kColumns) {
    mean.emplace_back(written(column, nn::mean(means_of(column, result))));
  }
  mean.emplace_back(std::string());
  table.rows.push_back(std::move(mean));
  return table;
}

}  // namespace

std::string text_report(const LeaveOut& result) {
  const std::size_t width = name_width(result);
  std::string text;
  for (const LeaveOutRun& run : result.runs) {
    text += fmt::format("seed {}\n{}\n", run.seed, seed_table(run, width));
  }
  if (result.runs.size() > 1) {
    text += fmt::format("mean of {} seeds\n{}\n", result.runs.size(), seeds_table(result, width));
  }
  text +=
      "recall: mean of the classes. right: share of the answered clips. Temperature and threshold\n"
      "are those of the answers about the other sources, each source weighing alike.\n";
  for (const std::string& note : notes(result)) text += printable(note) + '\n';
  const Calibration& c = result.calibration;
  return text + fmt::format(
                    "all sources together: temperature {:.3f}, threshold {:.3f}, at which "
                    "{:.4f} of the answers are right\n",
                    c.temperature, c.threshold, c.precision);
}

nlohmann::ordered_json json_report(const LeaveOut& result) {
  nlohmann::ordered_json json{{"left_out", "source"},
                              {"mean", nlohmann::ordered_json::object()},
                              {"calibration", calibration_json(result.calibration)},
                              {"runs", nlohmann::ordered_json::array()}};
  for (const Column& column : kColumns) {
    json["mean"][column.key] = nn::mean(means_of(column, result));
  }
  for (const LeaveOutRun& run : result.runs) {
    nlohmann::ordered_json sources = nlohmann::ordered_json::array();
    for (const SourceResult& source : run.sources) sources.push_back(source_json(source));
    json["runs"].push_back({{"seed", run.seed}, {"sources", sources}});
  }
  return json;
}

std::string csv_report(const LeaveOut& result) {
  std::string text = "path,label,source,seed,answer,confidence,answered";
  for (const std::string& label : result.labels) text += ',' + csv_cell(label);
  text += '\n';
  const auto label = [&](int position) {
    return csv_cell(result.labels[static_cast<std::size_t>(position)]);
  };
  for (const LeaveOutRun& run : result.runs) {
    for (const SourceResult& source : run.sources) {
      for (const ReportRow& row : source.report.rows) {
        text += fmt::format("{},{},{},{},{},{},{:d}", csv_cell(row.path), label(row.truth),
                            csv_cell(source.source), run.seed, label(row.answer), row.confidence(),
                            static_cast<double>(row.confidence()) >= row.threshold);
        for (const nn::real p : row.probabilities) text += fmt::format(",{}", p);
        text += '\n';
      }
    }
  }
  return text;
}

std::string html_report(const LeaveOut& result) {
  std::string introduction = html::heading("Sources") + to_html(source_table(result));
  for (const std::string& note : notes(result)) introduction += html::note(note);
  std::vector<ReportRow> rows;
  for (const SourceResult& source : result.runs.front().sources) {
    std::ranges::copy(source.report.rows, std::back_inserter(rows));
    for (std::size_t i = rows.size() - source.report.rows.size(); i < rows.size(); ++i) {
      // Numbers of artists begin anew in each source.
      rows[i].artist = -1;
    }
  }
  introduction += html::heading(fmt::format("All sources, seed {}", result.runs.front().seed));
  return html_report(make_report(result.labels, std::move(rows)), "Sources left out one by one",
                     introduction);
}

}  // namespace backbeat::apps
