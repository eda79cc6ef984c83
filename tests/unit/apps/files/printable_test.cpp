// Names from strangers on a terminal.

#include "apps/files/printable.h"

#include <gtest/gtest.h>

namespace backbeat::apps {
namespace {

TEST(Printable, LeavesNamesAsTheyAre) {
  for (const char* name :
       {"", "a b.mp3", "Música/日本.flac", "back\\slash", "M\xFAsica", "\xC2\xA0"}) {
    EXPECT_EQ(printable(name), name);
  }
}

TEST(Printable, ShowsWhatWouldForgeALineOrSteerATerminal) {
  EXPECT_EQ(printable("a.wav\nb.wav\trock 1.000\r"), "a.wav\\nb.wav\\trock 1.000\\r");
  EXPECT_EQ(printable("\x1b]0;title\x07\x1b[31m\x7f"), "\\x1b]0;title\\x07\\x1b[31m\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\x9b31m")
      << "the control sequence introducer as UTF-8";
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, MessagesKeepTheirLinesAndColumns) {
  EXPECT_EQ(printable_lines("one\ta\ntwo\x1b"), "one\ta\ntwo\\x1b");
}

}  // namespace
}  // namespace backbeat::apps
