#include "apps/html/page.h"

#include <fmt/format.h>

namespace backbeat::apps::html {
namespace {

// Blue and orange stay apart for colour-blind readers. The cells of a confusion matrix say their
// tint themselves, as --share.
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

}  // namespace

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

std::string heading(std::string_view text) {
  return fmt::format("<h2>{}</h2>\n", escape(text));
}

std::string note(std::string_view text) {
  return fmt::format("<p class=\"note\">{}</p>\n", escape(text));
}

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n"
      "<body>\n<main>\n<h1>{0}</h1>\n{2}</main>\n</body>\n</html>\n",
      escape(title), kStyle, body);
}

}  // namespace backbeat::apps::html
