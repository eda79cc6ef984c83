#include "datasets/sources/csv.h"

#include <gmock/gmock.h>

#include "datasets/dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Rows as "line|field|field".
std::vector<std::string> rows_of(const std::string& text) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.csv", text);
  std::vector<std::string> rows;
  read_csv(path, [&](const CsvRow& row) {
    std::string joined = row.where.substr(path.string().size() + 1);
    for (const std::string& field : row.fields) joined += "|" + field;
    rows.push_back(joined);
  });
  return rows;
}

TEST(Csv, SplitsFieldsAndNumbersLines) {
  EXPECT_THAT(rows_of("a,b\nc,\n,d\n"), ElementsAre("1|a|b", "2|c|", "3||d"));
}

TEST(Csv, ReadsQuotesCommasAndDoubledQuotes) {
  EXPECT_THAT(rows_of("\"a,b\",\"say \"\"yes\"\"\"\n"), ElementsAre("1|a,b|say \"yes\""));
}

TEST(Csv, CountsPhysicalLinesAcrossQuotedLineBreaks) {
  EXPECT_THAT(rows_of("\"a\nb\n\",c\nd,e\n"), ElementsAre("1|a\nb\n|c", "4|d|e"));
}

TEST(Csv, SkipsBlankLinesButCountsThem) {
  EXPECT_THAT(rows_of("\n\na\n  \nb\n\n"), ElementsAre("3|a", "5|b"));
}

TEST(Csv, TakesCrlfByteOrderMarkAndNoFinalLineBreak) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBF"
                      "a,b\r\nc,d\r\n\r\ne,f"),
              ElementsAre("1|a|b", "2|c|d", "4|e|f"));
}

TEST(Csv, AnEmptyFileHasNoRows) {
  EXPECT_THAT(rows_of(""), IsEmpty());
}

TEST(Csv, NamesTheLineOfAStrayQuote) {
  EXPECT_THAT(testing::message_of<ManifestError>([] { rows_of("a\nb\"c\n"); }),
              HasSubstr("a.csv:2: CSV: found a quote out of place"));
}

TEST(Csv, NamesTheLineWhereAnOpenQuoteBegan) {
  EXPECT_THAT(testing::message_of<ManifestError>([] { rows_of("a\nb,\"c\nd\ne\n"); }),
              HasSubstr("a.csv:2: CSV: found a quote that is never closed"));
}

TEST(Csv, NamesAFileThatIsNotThere) {
  const TemporaryFolder folder;
  const auto path = folder / "none.csv";
  EXPECT_THAT(testing::message_of<ManifestError>([&] { read_csv(path, [](const CsvRow&) {}); }),
              HasSubstr(path.string()));
}

TEST(Csv, RefusesALineWithoutAnEnd) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.csv", "a,b\n" + std::string((1 << 20) + 1, 'x'));
  EXPECT_THAT(testing::message_of<ManifestError>([&] { read_csv(path, [](const CsvRow&) {}); }),
              HasSubstr("a.csv: found a line of more than 1048576 bytes, expected text"));
}

}  // namespace
}  // namespace backbeat::datasets
