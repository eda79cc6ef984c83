#include "apps/html/chart.h"

#include <fmt/format.h>

#include "apps/html/page.h"

namespace backbeat::apps::html {
namespace {

// Pixels of the drawing, which begins at the top left. The axes span a square.
constexpr double kSize = 370.0;
constexpr double kLeft = 50.0;
constexpr double kTop = 15.0;
constexpr double kSide = 300.0;

constexpr double x(double share) {
  return kLeft + kSide * share;
}

constexpr double y(double share) {
  return kTop + kSide * (1.0 - share);
}

std::string draw(const Bar& bar) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">"
      "<title>{}</title></rect>\n",
      x(bar.left), y(bar.height), kSide * (bar.right - bar.left), kSide * bar.height,
      escape(bar.title));
}

std::string axes() {
  return fmt::format("<path class=\"axis\" d=\"M{} {}V{}H{}\"/>\n", x(0), y(1), y(0), x(1));
}

std::string diagonal() {
  return fmt::format("<line class=\"ideal\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", x(0),
                     y(0), x(1), y(1));
}

std::string ticks() {
  std::string svg;
  for (const double tick : {0.0, 0.5, 1.0}) {
    svg += fmt::format(
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>"
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">{}</text>\n",
        x(tick), y(0) + 18.0, tick, x(0) - 6.0, y(tick) + 4.0, tick);
  }
  return svg;
}

std::string axis_names(const Chart& chart) {
  return fmt::format(
      "<text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>\n"
      "<text x=\"{3}\" y=\"{4}\" text-anchor=\"middle\" transform=\"rotate(-90 {3} {4})\">"
      "{5}</text>\n",
      x(0.5), y(0) + 40.0, escape(chart.x_name), 14.0, y(0.5), escape(chart.y_name));
}

}  // namespace

std::string to_html(const Chart& chart) {
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {0} {0}\" width=\"{0}\" role=\"img\" aria-labelledby=\"{1}\">\n"
      "<title id=\"{1}\">{2}</title>\n",
      kSize, escape(chart.id), escape(chart.title));
  for (const Bar& bar : chart.bars) svg += draw(bar);
  svg += axes();
  if (chart.diagonal) svg += diagonal();
  return svg + ticks() + axis_names(chart) + "</svg>\n";
}

}  // namespace backbeat::apps::html
