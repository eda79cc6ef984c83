// The report as a page: semantic tables, one inline SVG, no script.

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "apps/report/report.h"

namespace backbeat::apps {
namespace {

constexpr std::size_t kMistakesShown = 20;

// Cells are tinted to at most 75 %, so that one text colour is readable on all of them (contrast
// above 4.5:1 on both backgrounds). Blue and orange stay apart for colour-blind readers.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --page: #fff; --ink: #1a202c; --quiet: #556070; --line: #cbd2dc;
  --right: 37 99 235; --wrong: 249 115 22; }
@media (prefers-color-scheme: dark) { :root { --page: #12161d; --ink: #edf0f4; --quiet: #a3adbb;
  --line: #3a4452; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 64rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
dl { display: flex; flex-wrap: wrap; gap: 1rem; }
dl div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; }
dt, caption, .note { color: var(--quiet); font-size: .875rem; }
dd { margin: 0; font-size: 1.4rem; font-weight: 600; } dd small { font-size: .8rem; font-weight: 400; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .5rem; max-width: calc(100vw - 3.5rem); }
th, td { padding: .35rem .7rem; text-align: right; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } th[scope=row], .text { text-align: left; }
th[scope=row] { white-space: nowrap; } td.path { min-width: 12rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) { th, td { padding: .35rem .4rem; } }
.confusion td { text-align: center; border: 1px solid var(--line);
  background: rgb(var(--wrong) / var(--share)); }
.confusion td.right { background: rgb(var(--right) / var(--share)); }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 12px; }
svg .axis { stroke: var(--quiet); fill: none; } svg .ideal { stroke: var(--ink); stroke-dasharray: 5 4; }
svg rect { fill: rgb(var(--right)); fill-opacity: .65; stroke: rgb(var(--right)); }
)";

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

std::string interval(const nn::Interval& ci95) {
  return fmt::format("{} to {}", percent(ci95.low), percent(ci95.high));
}

std::string summary_list(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  const nn::Abstention& a = report.abstention;
  const auto item = [](const char* name, const std::string& value, const std::string& note = "") {
    return fmt::format("<div><dt>{}</dt><dd>{} <small>{}</small></dd></div>\n", name, value, note);
  };
  std::string intervals = "95 % interval, clips: " + interval(e.accuracy_ci95);
  if (report.artists) {
    intervals += fmt::format("; over {} artists: {}", report.artists->n,
                             interval(report.artists->accuracy_ci95));
  }
  return "<dl>\n" + item("Recordings", std::to_string(e.n)) +
         item("Accuracy", percent(e.accuracy), intervals) +
         item("Balanced accuracy", percent(e.balanced_accuracy)) +
         item("Majority baseline", percent(e.majority_baseline)) +
         item("Macro F1", fmt::format("{:.3f}", e.macro_f1)) +
         item("Log loss", fmt::format("{:.3f}", e.log_loss)) +
         item("Calibration error", fmt::format("{:.3f}", e.ece)) +
         item("Answered", percent(a.answered),
              fmt::format("confidence {:.3f} or more: precision {}", a.threshold,
                          percent(a.precision))) +
         "</dl>\n";
}

std::string confusion_table(const Report& report) {
  std::string html =
      "<h2>Confusion matrix</h2>\n<div class=\"scroll\"><table class=\"confusion\">\n"
      "<caption>Rows: the true class. Columns: the answer. The stronger the tint, the larger "
      "the share of the row: blue is right, orange is wrong.</caption>\n<thead><tr><td></td>";
  for (const std::string& label : report.labels) {
    html += fmt::format("<th scope=\"col\">{}</th>", escape(label));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t t = 0; t < report.labels.size(); ++t) {
    const int support = report.evaluation.per_class[t].support;
    html += fmt::format("<tr><th scope=\"row\">{}</th>", escape(report.labels[t]));
    for (std::size_t a = 0; a < report.labels.size(); ++a) {
      const int count = report.evaluation.confusion[t][a];
      const double share = support > 0 ? static_cast<double>(count) / support : 0.0;
      html += fmt::format(R"(<td{} style="--share:{:.3f}" title="{} of {} {} answered {}">{}</td>)",
                          t == a ? R"( class="right")" : "", 0.75 * share, count, support,
                          escape(report.labels[t]), escape(report.labels[a]), count);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string class_table(const Report& report) {
  std::string html =
      "<h2>Classes</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\" "
      "class=\"text\">"
      "Class</th><th scope=\"col\">Precision</th><th scope=\"col\">Recall</th><th "
      "scope=\"col\">F1</th>"
      "<th scope=\"col\">Recordings</th></tr></thead>\n<tbody>\n";
  for (std::size_t k = 0; k < report.labels.size(); ++k) {
    const nn::ClassScore& score = report.evaluation.per_class[k];
    html += fmt::format(
        "<tr><th "
        "scope=\"row\">{}</th><td>{:.2f}</td><td>{:.2f}</td><td>{:.2f}</td><td>{}</td></tr>\n",
        escape(report.labels[k]), score.precision, score.recall, score.f1, score.support);
  }
  return html + "</tbody></table></div>\n";
}

/// Accuracy over confidence, a bar a bin; a calibrated model's bars end on the diagonal.
std::string reliability_diagram(const nn::Evaluation& e) {
  constexpr double kLeft = 50.0;
  constexpr double kTop = 15.0;
  constexpr double kSide = 300.0;
  std::string svg =
      "<h2>Reliability</h2>\n<svg viewBox=\"0 0 370 370\" width=\"370\" role=\"img\" "
      "aria-labelledby=\"reliability\">\n<title id=\"reliability\">Accuracy of the answers over "
      "their confidence, in 15 bins; the dashed line is perfect calibration</title>\n";
  const double bin_width = kSide / static_cast<double>(e.calibration.size());
  for (std::size_t b = 0; b < e.calibration.size(); ++b) {
    const nn::CalibrationBin& bin = e.calibration[b];
    if (bin.n == 0) continue;
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{} recordings: "
        "confidence {}, accuracy {}</title></rect>\n",
        kLeft + static_cast<double>(b) * bin_width, kTop + kSide * (1.0 - bin.accuracy), bin_width,
        kSide * bin.accuracy, bin.n, percent(bin.confidence), percent(bin.accuracy));
  }
  svg += fmt::format("<path class=\"axis\" d=\"M{0} {1}V{2}H{3}\"/>\n", kLeft, kTop, kTop + kSide,
                     kLeft + kSide);
  svg += fmt::format("<line class=\"ideal\" x1=\"{0}\" y1=\"{2}\" x2=\"{3}\" y2=\"{1}\"/>\n", kLeft,
                     kTop, kTop + kSide, kLeft + kSide);
  for (const double tick : {0.0, 0.5, 1.0}) {
    svg += fmt::format(
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>"
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>\n",
        kLeft + kSide * tick, kTop + kSide + 18.0, tick, kLeft - 6.0,
        kTop + kSide * (1.0 - tick) + 4.0, tick);
  }
  return svg +
         "<text x=\"200\" y=\"355\" text-anchor=\"middle\">confidence</text>\n"
         "<text x=\"14\" y=\"165\" text-anchor=\"middle\" transform=\"rotate(-90 14 165)\">accuracy"
         "</text>\n</svg>\n";
}

std::string mistakes_table(const Report& report) {
  std::vector<const ReportRow*> mistakes;
  for (const ReportRow& row : report.rows) {
    if (row.answer != row.truth) mistakes.push_back(&row);
  }
  std::stable_sort(mistakes.begin(), mistakes.end(), [](const ReportRow* a, const ReportRow* b) {
    return a->confidence() > b->confidence();
  });
  const std::size_t shown = std::min(kMistakesShown, mistakes.size());
  std::string html =
      fmt::format("<h2>Most confident mistakes</h2>\n<p class=\"note\">{} of {} mistakes.</p>\n",
                  shown, mistakes.size());
  if (mistakes.empty()) return html;
  html +=
      "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\" class=\"text\">Recording</th>"
      "<th scope=\"col\" class=\"text\">Truth</th><th scope=\"col\" class=\"text\">Answer</th>"
      "<th scope=\"col\">Confidence</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const ReportRow& row = *mistakes[i];
    html += fmt::format(
        "<tr><td class=\"text path\">{}</td><td class=\"text\">{}</td><td class=\"text\">{}</td>"
        "<td>{}</td></tr>\n",
        escape(row.path), escape(report.labels[static_cast<std::size_t>(row.truth)]),
        escape(report.labels[static_cast<std::size_t>(row.answer)]),
        percent(static_cast<double>(row.confidence())));
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string html_report(const Report& report, const std::string& title,
                        const std::string& introduction) {
  return fmt::format(
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
             escape(title), kStyle) +
         introduction + summary_list(report) + confusion_table(report) + class_table(report) +
         reliability_diagram(report.evaluation) + mistakes_table(report) +
         "</main>\n</body>\n</html>\n";
}

}  // namespace backbeat::apps
