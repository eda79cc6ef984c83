// A class of music that belongs to none of the others: what is like it is unknown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// What a model says of six clips of house and six of waltz, whatever its threshold.
std::string answers(const std::string& model, const fs::path& folder,
                    const std::vector<std::string>& more = {}) {
  const Outcome outcome =
      run("backbeat-predict",
          with({Band::get().music(), "--model", model, "--min-confidence", "0"}, more), folder);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome.out;
}

/// The weights after a training that is long enough to tell the two apart.
std::string trained(const TemporaryFolder& folder, const std::vector<std::string>& more = {}) {
  const Outcome outcome =
      run("backbeat-train",
          with({Band::get().music(), "--net", Band::get().net(), "--epochs", "60", "--lr", "0.01",
                "--valid-fraction", "0", "--quiet", "--cache", "none", "--out", "m.safetensors"},
               more),
          folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return weights_of(folder / "m.safetensors");
}

TEST(Other, IsAnsweredAsUnknown) {
  const TemporaryFolder folder;
  const std::string weights = trained(folder);
  const std::string plain = answers("m.safetensors", folder.path());
  EXPECT_THAT(plain, HasSubstr("\twaltz "));
  EXPECT_THAT(plain, Not(HasSubstr("unknown")));

  EXPECT_EQ(trained(folder, {"--other", "waltz"}), weights) << "it learns the same";
  const std::string text = answers("m.safetensors", folder.path());
  EXPECT_THAT(text, HasSubstr("\tunknown\twaltz "));
  EXPECT_THAT(text, HasSubstr("wav\thouse "));
  EXPECT_THAT(answers("m.safetensors", folder.path(), {"--format", "csv"}), HasSubstr(",unknown,"));
  EXPECT_THAT(answers("m.safetensors", folder.path(), {"--format", "jsonl", "--timeline"}),
              HasSubstr("\"genre\":\"unknown\""));
}

TEST(Other, IsTheFolderOfThatName) {
  const TemporaryFolder folder;
  fs::copy(Band::get().music(), folder / "music", fs::copy_options::recursive);
  fs::rename(folder / "music/waltz", folder / "music/other");
  const Outcome trained =
      run("backbeat-train", Band::get().train_arguments("music", "m.safetensors"), folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_EQ(metadata_of(folder / "m.safetensors").at("other"), "other");
  const Outcome further = run("backbeat-train",
                              {Band::get().music(), "--init", "m.safetensors", "--labels", "append",
                               "--epochs", "1", "--out", "n.safetensors"},
                              folder.path());
  ASSERT_EQ(further.exit_code, 0) << further.err;
  EXPECT_EQ(metadata_of(folder / "n.safetensors").at("other"), "other") << "it is kept";
}

TEST(Other, IsRefusedWhereNoClassHasTheName) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& how :
       {std::vector<std::string>{"--out", "m"}, {"--cross-validate", "2"}}) {
    const Outcome outcome =
        run("backbeat-train", with({Band::get().music(), "--other", "polka"}, how), folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err,
                HasSubstr("--other: found 'polka', expected one of the classes house, waltz"));
  }
  write_file(folder / "odd", with_metadata(Band::get().model(), "other", "polka"));
  const Outcome outcome =
      run("backbeat-predict", {Band::get().music(), "--model", "odd"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("odd: other: found 'polka', expected one of the labels"));
}

}  // namespace
}  // namespace backbeat::cli
