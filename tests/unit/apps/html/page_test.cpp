// Pages: escaped text, percents, and one document around what is given.

#include "apps/html/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::html {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(HtmlPage, EscapesWhatHtmlWouldRead) {
  EXPECT_EQ(escape("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(escape("pl\xc3\xa4in"), "pl\xc3\xa4in");
}

TEST(HtmlPage, WritesSharesInPercentWithOneDigit) {
  EXPECT_EQ(percent(0.0), "0.0 %");
  EXPECT_EQ(percent(0.9306), "93.1 %");
  EXPECT_EQ(percent(1.0), "100.0 %");
}

TEST(HtmlPage, EscapesHeadingsAndNotes) {
  EXPECT_EQ(heading("R&B"), "<h2>R&amp;B</h2>\n");
  EXPECT_EQ(note("1 < 2"), "<p class=\"note\">1 &lt; 2</p>\n");
}

TEST(HtmlPage, StandsAroundItsBodyAndEscapesTheTitle) {
  const std::string html = page("R&B", "<p>body</p>\n");
  EXPECT_THAT(html, StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"));
  EXPECT_THAT(html, HasSubstr("<title>R&amp;B</title>\n<style>\n"));
  EXPECT_THAT(html, HasSubstr("</style>\n</head>\n<body>\n<main>\n"));
  EXPECT_THAT(html, EndsWith("<h1>R&amp;B</h1>\n<p>body</p>\n</main>\n</body>\n</html>\n"));
}

}  // namespace
}  // namespace backbeat::apps::html
