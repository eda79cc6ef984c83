// The HTML report: complete, self-contained, escaped, well-formed.

#include "apps/report/report_page.h"

#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// The first tag that does not close as it opened, or "".
std::string first_unbalanced_tag(const std::string& html) {
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z0-9]+)[^>]*?(/?)>");
  for (auto it = std::sregex_iterator(html.begin(), html.end(), tag); it != std::sregex_iterator();
       ++it) {
    std::string name = (*it)[2];
    if (name == "meta" || (*it)[3] == "/") continue;
    if ((*it)[1] != "/") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return name;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

TEST(HtmlReport, NeedsNothingFromElsewhere) {
  const std::string html = html_report(example_report(), "Report");
  EXPECT_THAT(html, testing::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("http")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
}

TEST(HtmlReport, ClosesEveryTag) {
  EXPECT_EQ(first_unbalanced_tag(html_report(example_report(), "Report")), "");
}

TEST(HtmlReport, ShowsTheIntervalOverArtistsWhereTheyAreKnown) {
  EXPECT_THAT(html_report(artists_report(), "Report"),
              HasSubstr("; over 2 artists: 50.0 % to 100.0 %"));
}

TEST(HtmlReport, ShowsFiguresMatrixDiagramAndMistakes) {
  const std::string html = html_report(example_report(), "Report");
  EXPECT_THAT(html, HasSubstr("<dd>60.0 % <small>95 % interval, clips: 23.1 % to 88.2 %"));
  EXPECT_THAT(html, HasSubstr("<caption>Rows: the true class."));
  EXPECT_THAT(html, HasSubstr("title=\"2 of 3 class 2 answered class 2\">2</td>"));
  EXPECT_EQ(count(html, "<rect "), 4U) << "one bar a bin: 0.6 and 0.6, 0.7, 0.8, 0.9";
  EXPECT_THAT(html, HasSubstr("2 of 2 mistakes."));
}

TEST(HtmlReport, OrdersMistakesByConfidenceAndShowsTwenty) {
  std::vector<ReportRow> rows;
  rows.reserve(30);
  for (int i = 0; i < 30; ++i) {
    const auto p = 0.55F + 0.01F * static_cast<float>(i);
    rows.push_back(row("track" + std::to_string(100 + i), 0, {1 - p, p}));
  }
  const std::string html = html_report(make_report({"a", "b"}, rows, 0), "Report");
  EXPECT_THAT(html, HasSubstr("20 of 30 mistakes."));
  EXPECT_LT(html.find("track129"), html.find("track128"));
  EXPECT_THAT(html, HasSubstr("track110"));
  EXPECT_THAT(html, Not(HasSubstr("track109")));
}

TEST(HtmlReport, EscapesAllText) {
  const std::string evil = "<b>\"R&B's\"</b>";
  const std::string html =
      html_report(make_report({evil, "x"}, {row(evil, 0, {0.1F, 0.9F})}, 0), evil);
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, Not(HasSubstr("R&B")));
  EXPECT_THAT(html, HasSubstr("<title>&lt;b&gt;&quot;R&amp;B&#39;s&quot;&lt;/b&gt;</title>"));
  EXPECT_EQ(first_unbalanced_tag(html), "");
}

TEST(HtmlReport, OfNothingHasNoMistakes) {
  const std::string html = html_report(make_report({"a", "b"}, {}, 0), "Report");
  EXPECT_THAT(html, HasSubstr("0 of 0 mistakes."));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
  EXPECT_EQ(first_unbalanced_tag(html), "");
}

}  // namespace
}  // namespace backbeat::apps
