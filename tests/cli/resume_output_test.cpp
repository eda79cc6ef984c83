// backbeat-predict --resume-output: a long list of files is gone on with after a kill, whatever the
// last line looks like, and no file is answered twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ResumeOutput : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  ResumeOutput() {
    fs::copy(Band::get().music() + "/house", folder_ / "music");
    fs::copy(folder_ / "music/house.00000.wav", folder_ / "music/a, \"b\"\nc.wav");
    write_file(folder_ / "music/bad.wav", "no audio");
  }

  Outcome predict(const std::vector<std::string>& more) const {
    return run("backbeat-predict",
               with(with({"music", "--model", Band::get().model()}, GetParam()), more),
               folder_.path());
  }

  const TemporaryFolder folder_;
};

TEST_P(ResumeOutput, EndsWithTheBytesOfOneRunWhereverItWasCut) {
  const Outcome whole = predict({});
  ASSERT_EQ(whole.exit_code, 1);
  ASSERT_EQ(predict({"--resume-output", "new"}).exit_code, 1);
  ASSERT_EQ(read_file(folder_ / "new"), whole.out);
  const std::size_t step = whole.out.size() / 12;
  for (std::size_t kept = 0; kept <= whole.out.size(); kept += step) {
    write_file(folder_ / "out", whole.out.substr(0, kept));
    const Outcome outcome = predict({"--resume-output", "out"});
    EXPECT_EQ(read_file(folder_ / "out"), whole.out) << kept << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_P(ResumeOutput, WhatIsKnownIsLeftOut) {
  const std::string whole = predict({}).out;
  write_file(folder_ / "known", whole);
  const Outcome outcome = predict({"--skip-known", "known"});
  EXPECT_THAT(outcome.err, HasSubstr("files have their answers already"));
  EXPECT_THAT(whole, testing::StartsWith(outcome.out)) << "at most a header";
  fs::copy(folder_ / "music/house.00001.wav", folder_ / "music/new.wav");
  EXPECT_THAT(predict({"--skip-known", "known"}).out, HasSubstr("music/new.wav"));
}

INSTANTIATE_TEST_SUITE_P(Formats, ResumeOutput,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"--print0"},
                                         std::vector<std::string>{"--format", "csv"},
                                         std::vector<std::string>{"--format", "jsonl"},
                                         std::vector<std::string>{"--format", "csv", "--timeline"},
                                         std::vector<std::string>{"--timeline"}),
                         [](const auto& format) {
                           std::string name;
                           for (const std::string& word : format.param)
                             name += word.substr(word.find_first_not_of('-'));
                           return name.empty() ? "text" : name;
                         });

TEST(ResumeOutputOf, AnotherFormatOrModelIsRefused) {
  const TemporaryFolder folder;
  write_file(folder / "out", "path,duration_s,genre,confidence,blues\nx.wav,1.0,blues,0.9,0.9\n");
  const Outcome outcome = run("backbeat-predict",
                              {Band::get().music(), "--model", Band::get().model(), "--format",
                               "csv", "--resume-output", "out"},
                              folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("out: found 'path,duration_s,genre,confidence,blues', "
                                     "expected 'path,duration_s,genre,confidence,house,waltz'"));
  EXPECT_THAT(read_file(folder / "out"), HasSubstr("x.wav")) << "nothing is lost";
}

}  // namespace
}  // namespace backbeat::cli
