// Tables: each kind of column, what a cell has of its own, and text that is escaped everywhere.

#include "apps/html/table.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::html {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HtmlTable, KindOfAColumnDecidesHeadingAndCells) {
  const Table table{
      .columns = {{"Name", Kind::kRowHeading}, {"File", Kind::kPath}, {"Word", Kind::kText}, {"N"}},
      .rows = {{std::string("a"), std::string("b.wav"), std::string("c"), std::string("1")}}};
  EXPECT_EQ(to_html(table),
            "<div class=\"scroll\"><table>\n"
            "<thead><tr><th scope=\"col\" class=\"text\">Name</th>"
            "<th scope=\"col\" class=\"text\">File</th>"
            "<th scope=\"col\" class=\"text\">Word</th><th scope=\"col\">N</th></tr></thead>\n"
            "<tbody>\n<tr><th scope=\"row\">a</th><td class=\"text path\">b.wav</td>"
            "<td class=\"text\">c</td><td>1</td></tr>\n</tbody></table></div>\n");
}

TEST(HtmlTable, HasCaptionAndLookWhereTheyAreGiven) {
  EXPECT_THAT(to_html({.caption = "1 < 2", .look = "confusion"}),
              HasSubstr("<table class=\"confusion\">\n<caption>1 &lt; 2</caption>\n<thead>"));
  EXPECT_THAT(to_html({}), Not(HasSubstr("caption")));
}

TEST(HtmlTable, AColumnWithoutANameHasNoHeading) {
  EXPECT_THAT(to_html({.columns = {{"", Kind::kRowHeading}, {"N"}}}),
              HasSubstr("<tr><td></td><th scope=\"col\">N</th></tr>"));
}

TEST(HtmlTable, EscapesNamesCellsAndAttributes) {
  const std::string evil = "<\"&'>";
  const std::string html =
      to_html({.columns = {{evil}}, .rows = {{Cell(evil, {{"title", evil}})}}});
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">&lt;&quot;&amp;&#39;&gt;</th>"));
  EXPECT_THAT(html,
              HasSubstr("<td title=\"&lt;&quot;&amp;&#39;&gt;\">&lt;&quot;&amp;&#39;&gt;</td>"));
}

TEST(HtmlTable, RefusesARowThatIsTooShort) {
  const Table table{.columns = {{"a"}, {"b"}}, .rows = {{std::string("1")}}};
  EXPECT_THROW(to_html(table), std::out_of_range);
}

}  // namespace
}  // namespace backbeat::apps::html
