// scripts/together.py: the figures of several cross-validations together.

#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

const std::string kHeader =
    "path,label,fold,artist,track,scored,seed,answer,confidence,jazz,rock\n";

class Together : public testing::Test {
 protected:
  Outcome together(const std::vector<std::string>& files) const {
    std::vector<std::string> arguments{std::string(BACKBEAT_SOURCE_DIR) + "/scripts/together.py"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    return run(BACKBEAT_PYTHON, arguments, folder_.path());
  }

  const TemporaryFolder folder_;
};

TEST_F(Together, AreTheMeanOfProbabilitiesOfTheClipsThatCount) {
  write_file(folder_ / "a.csv", kHeader +
                                    "x,jazz,0,,,true,1,jazz,0.9,0.9,0.1\n"
                                    "y,rock,1,,,true,1,jazz,0.6,0.6,0.4\n"
                                    "z,rock,1,,,false,1,rock,0.9,0.1,0.9\n");
  write_file(folder_ / "b.csv", kHeader +
                                    "x,jazz,0,,,true,1,rock,0.7,0.3,0.7\n"
                                    "y,rock,1,,,true,1,jazz,0.8,0.8,0.2\n"
                                    "z,rock,1,,,false,1,rock,0.9,0.1,0.9\n");
  // -(ln 0.6 + ln 0.3) / 2
  const Outcome both = together({"a.csv", "b.csv"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(both.out,
            "seed 1: accuracy 50.0 of 2, log loss 0.857\n"
            "all seeds: accuracy 50.0 of 2, log loss 0.857\n");
  EXPECT_THAT(together({"b.csv"}).out, HasSubstr("accuracy 0.0 of 2"));
}

TEST_F(Together, CountEachSourceAlikeWhereSourcesWereLeftOut) {
  const std::string header =
      "path,label,source,seed,answer,confidence,answered,jazz,rock\n"
      "x,jazz,one,1,jazz,0.9,false,0.9,0.1\n";
  write_file(folder_ / "a.csv", header +
                                    "y,rock,two,1,jazz,0.9,true,0.9,0.1\n"
                                    "z,rock,two,1,jazz,0.9,true,0.9,0.1\n"
                                    "u,rock,two,1,jazz,0.9,true,0.9,\n");
  // -(ln 0.9 + (2 ln 0.1 + ln 1e-15) / 3) / 2
  EXPECT_EQ(together({"a.csv", "a.csv"}).out.substr(0, 50),
            "seed 1: accuracy 50.0 of 4, log loss 6.577\nall see");
}

TEST_F(Together, AreRefusedWhereTheyAreNotOfTheSameClips) {
  write_file(folder_ / "a.csv", kHeader + "x,jazz,0,,,true,1,jazz,0.9,0.9,0.1\n");
  write_file(folder_ / "b.csv", kHeader + "y,jazz,0,,,true,1,jazz,0.9,0.9,0.1\n");
  write_file(folder_ / "c.csv", "path,label\nx,jazz\n");
  for (const auto& [file, reason] : {std::pair{"b.csv", "b.csv: found other clips or seeds"},
                                     {"c.csv", "c.csv: found columns"},
                                     {"d.csv", "d.csv: can not be read"}}) {
    const Outcome outcome = together({"a.csv", file});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(reason));
  }
}

}  // namespace
}  // namespace backbeat::cli
