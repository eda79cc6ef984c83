// Charts: bars where their shares say, over axes from 0 to 1.

#include "apps/html/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::html {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HtmlChart, DrawsABarFromTheAxisUpToItsHeight) {
  // The axes span 300 pixels from (50, 15); y points down.
  EXPECT_THAT(to_html({.bars = {{.left = 0.5, .right = 0.6, .height = 0.25, .title = "3 of 12"}}}),
              HasSubstr("<rect x=\"200.0\" y=\"240.0\" width=\"30.0\" height=\"75.0\">"
                        "<title>3 of 12</title></rect>\n"));
}

TEST(HtmlChart, HasAxesTicksAndNames) {
  const std::string svg = to_html({.x_name = "confidence", .y_name = "accuracy"});
  EXPECT_THAT(svg, HasSubstr("<path class=\"axis\" d=\"M50 15V315H350\"/>\n"));
  EXPECT_THAT(svg, HasSubstr("<text x=\"50\" y=\"333\" text-anchor=\"middle\">0</text>"
                             "<text x=\"44\" y=\"319\" text-anchor=\"end\">0</text>\n"));
  EXPECT_THAT(svg, HasSubstr("<text x=\"200\" y=\"333\" text-anchor=\"middle\">0.5</text>"
                             "<text x=\"44\" y=\"169\" text-anchor=\"end\">0.5</text>\n"));
  EXPECT_THAT(svg, HasSubstr("<text x=\"200\" y=\"355\" text-anchor=\"middle\">confidence</text>"));
  EXPECT_THAT(svg, HasSubstr("transform=\"rotate(-90 14 165)\">accuracy</text>"));
}

TEST(HtmlChart, HasTheDiagonalWhereItIsAskedFor) {
  EXPECT_THAT(to_html({.diagonal = true}),
              HasSubstr("<line class=\"ideal\" x1=\"50\" y1=\"315\" x2=\"350\" y2=\"15\"/>\n"));
  EXPECT_THAT(to_html({}), Not(HasSubstr("<line")));
}

TEST(HtmlChart, IsNamedForScreenReaders) {
  EXPECT_THAT(to_html({.id = "reliability", .title = "R"}),
              HasSubstr("role=\"img\" aria-labelledby=\"reliability\">\n"
                        "<title id=\"reliability\">R</title>\n"));
}

TEST(HtmlChart, EscapesAllText) {
  const std::string svg = to_html(
      {.id = "<i>", .title = "<t>", .x_name = "<x>", .y_name = "<y>", .bars = {{.title = "<b>"}}});
  for (const char* raw : {"<i>", "<t>", "<x>", "<y>", "<b>"}) EXPECT_THAT(svg, Not(HasSubstr(raw)));
}

}  // namespace
}  // namespace backbeat::apps::html
