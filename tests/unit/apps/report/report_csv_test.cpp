// The CSV report: one row per recording, quoted as RFC 4180 has it.

#include "apps/report/report_csv.h"

#include <gtest/gtest.h>

#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

TEST(CsvReport, HasOneRowARecording) {
  const Report report = make_report(
      {"jazz", "rock"}, {row("a.wav", 0, {0.75F, 0.25F}), row("b.wav", 0, {0.1F, 0.9F})}, 0);
  EXPECT_EQ(csv_report(report),
            "path,label,answer,confidence,jazz,rock\n"
            "a.wav,jazz,jazz,0.75,0.75,0.25\n"
            "b.wav,jazz,rock,0.9,0.1,0.9\n");
}

TEST(CsvReport, QuotesWhereRfc4180AsksForIt) {
  const Report report =
      make_report({"r,b", "\"60s\""}, {row("a\nb, \"c\".wav", 0, {0.5F, 0.5F})}, 0);
  EXPECT_EQ(csv_report(report),
            "path,label,answer,confidence,\"r,b\",\"\"\"60s\"\"\"\n"
            "\"a\nb, \"\"c\"\".wav\",\"r,b\",\"r,b\",0.5,0.5,0.5\n");
}

}  // namespace
}  // namespace backbeat::apps
