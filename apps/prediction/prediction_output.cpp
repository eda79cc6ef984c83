#include "apps/prediction/prediction_output.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "apps/files/csv_field.h"
#include "apps/files/json_text.h"
#include "apps/files/printable.h"
#include "nn/metrics/metrics.h"

namespace backbeat::apps {
namespace {

constexpr const char* kUnknown = "unknown";

/// What all formats share: which genre a distribution means.
class Printer : public PredictionPrinter {
 public:
  Printer(PredictionOptions options, std::vector<std::string> labels, std::ostream& out)
      : options_(std::move(options)), labels_(std::move(labels)), out_(out) {}

 protected:
  static std::size_t best(const std::vector<float>& p) {
    return static_cast<std::size_t>(nn::answer_of(p));
  }
  static double confidence(const std::vector<float>& p) { return static_cast<double>(p[best(p)]); }
  bool is_unknown(const std::vector<float>& p) const {
    return confidence(p) < options_.min_confidence || labels_[best(p)] == options_.other;
  }
  std::string genre(const std::vector<float>& p) const {
    return is_unknown(p) ? kUnknown : labels_[best(p)];
  }

  const PredictionOptions options_;
  const std::vector<std::string> labels_;
  std::ostream& out_;
};

/// "path<TAB>genre 0.87<TAB>second 0.05": paths first, so that `cut` and `sort` work.
class TextPrinter : public Printer {
 public:
  using Printer::Printer;

  std::string name(const std::string& text) const override {
    return options_.print0 ? text : printable(text);
  }

  void answer(const std::string& path, double /*duration_s*/, const Answer& answer) override {
    const char end = options_.print0 ? '\0' : '\n';
    if (!options_.timeline) {
      fmt::print(out_, "{}\t{}{}", name(path), ranking(answer.probabilities), end);
      return;
    }
    for (const WindowAnswer& window : answer.windows) {
      fmt::print(out_, "{}\t{:.2f}-{:.2f}\t{}{}", name(path), window.start_s, window.end_s,
                 ranking(window.probabilities), end);
    }
  }

 private:
  std::string ranking(const std::vector<float>& p) const {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] > p[b]; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(options_.top_k)));
    std::string text;
    if (is_unknown(p)) text = fmt::format("{}\t", kUnknown);
    for (const std::size_t k : order) {
      text += fmt::format("{} {:.3f}\t", name(labels_[k]), p[k]);
    }
    text.pop_back();
    return text;
  }
};

class CsvPrinter : public Printer {
 public:
  using Printer::Printer;

  std::string header() const override {
    std::string line =
        fmt::format("path,{},genre,confidence", options_.timeline ? "start_s,end_s" : "duration_s");
    for (const std::string& label : labels_) line += ',' + csv_cell(label);
    return line + '\n';
  }
  std::string name(const std::string& path) const override { return csv_cell(path); }

  void answer(const std::string& path, double duration_s, const Answer& answer) override {
    if (!options_.timeline) row(path, fmt::format("{:.3f}", duration_s), answer.probabilities);
    for (const WindowAnswer& window : answer.windows) {
      if (!options_.timeline) break;
      row(path, fmt::format("{:.3f},{:.3f}", window.start_s, window.end_s), window.probabilities);
    }
  }

 private:
  void row(const std::string& path, const std::string& time, const std::vector<float>& p) {
    fmt::print(out_, "{},{},{},{:.6f}", name(path), time, csv_cell(genre(p)), confidence(p));
    for (const float value : p) fmt::print(out_, ",{:.6f}", value);
    fmt::print(out_, "\n");
  }
};

class JsonLinesPrinter : public Printer {
 public:
  using Printer::Printer;

  std::string name(const std::string& path) const override {
    return nlohmann::json::parse(json_text(nlohmann::json(path))).get<std::string>();
  }

  void answer(const std::string& path, double duration_s, const Answer& answer) override {
    nlohmann::ordered_json line{{"path", path},
                                {"duration_s", rounded(duration_s)},
                                {"genre", genre(answer.probabilities)},
                                {"confidence", rounded(confidence(answer.probabilities))}};
    for (std::size_t k = 0; k < labels_.size(); ++k) {
      line["probabilities"][labels_[k]] = rounded(static_cast<double>(answer.probabilities[k]));
    }
    if (options_.timeline) line["timeline"] = timeline(answer);
    print(line);
  }

  void failure(const std::string& path, const std::string& reason) override {
    print({{"path", path}, {"error", reason}});
  }

 private:
  static double rounded(double value) { return std::round(value * 1e6) / 1e6; }

  nlohmann::ordered_json timeline(const Answer& answer) const {
    auto windows = nlohmann::ordered_json::array();
    for (const WindowAnswer& window : answer.windows) {
      windows.push_back({{"start_s", rounded(window.start_s)},
                         {"end_s", rounded(window.end_s)},
                         {"genre", genre(window.probabilities)},
                         {"confidence", rounded(confidence(window.probabilities))}});
    }
    return windows;
  }

  /// Bytes of a path that are not UTF-8 are replaced: JSON can not hold them.
  void print(const nlohmann::ordered_json& line) { out_ << json_text(line) << '\n'; }
};

}  // namespace

std::unique_ptr<PredictionPrinter> make_prediction_printer(const PredictionOptions& options,
                                                           const std::vector<std::string>& labels,
                                                           std::ostream& out) {
  switch (options.format) {
    case PredictionFormat::kText:
      return std::make_unique<TextPrinter>(options, labels, out);
    case PredictionFormat::kCsv:
      return std::make_unique<CsvPrinter>(options, labels, out);
    case PredictionFormat::kJsonLines:
      return std::make_unique<JsonLinesPrinter>(options, labels, out);
  }
  return nullptr;
}

}  // namespace backbeat::apps
