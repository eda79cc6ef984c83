// Names of any encoding become UTF-8.

#include "datasets/sources/utf8.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace backbeat::datasets {
namespace {

TEST(Utf8, IsLeftAsItIs) {
  for (const char* text : {"", "rock", "Música", "日本", "\xF0\x9F\x8E\xB5", "\xEF\xBF\xBF"}) {
    EXPECT_EQ(to_utf8(text), text);
  }
}

TEST(Utf8, OtherBytesAreLatin1) {
  EXPECT_EQ(to_utf8("M\xFAsica"), "Música");
  EXPECT_EQ(to_utf8("\xE9"), "é");
  EXPECT_EQ(to_utf8("caf\xE9 \xE6 ça"), "café æ ça") << "beside what is UTF-8 already";
}

TEST(Utf8, WhatOnlyLooksLikeItIsNone) {
  EXPECT_EQ(to_utf8("\xC0\xAF"), "À¯") << "an overlong slash";
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), "í\xC2\xA0\xC2\x80") << "a surrogate";
  EXPECT_EQ(to_utf8("\xF4\x90\x80\x80"), "ô\xC2\x90\xC2\x80\xC2\x80") << "beyond Unicode";
  EXPECT_EQ(to_utf8("\xE2\x82"), "â\xC2\x82") << "cut short";
}

/// The JSON library, which checks UTF-8 by a table, takes whatever comes out.
TEST(Utf8, OfAnyTwoAndThreeBytesIsTakenByTheJsonLibrary) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      std::string text{static_cast<char>(a), static_cast<char>(b)};
      EXPECT_NO_THROW(nlohmann::json(to_utf8(text)).dump());
      for (const char c : {'\x80', '\xBF', 'x', '\xE2'}) {
        EXPECT_NO_THROW(nlohmann::json(to_utf8(text + c)).dump());
      }
    }
  }
}

}  // namespace
}  // namespace backbeat::datasets
