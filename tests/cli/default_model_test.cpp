// Without --model: the model that is installed beside the programs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder with a program in bin/, as it would be installed.
class DefaultModel : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    fs::create_directories(prefix_ / "bin");
    fs::create_directories(models());
    program_ = prefix_ / "bin" / GetParam();
    fs::copy_file(fs::path(BACKBEAT_BIN_DIR) / GetParam(), program_);
  }
  fs::path models() const { return prefix_ / "share" / "backbeat" / "models"; }
  Outcome answer(const std::vector<std::string>& more = {}) const {
    return run(program_, with({"."}, more), Band::get().music());
  }

  const TemporaryFolder folder_;
  const fs::path prefix_ = folder_ / "prefix";
  fs::path program_;
};

TEST_P(DefaultModel, IsTheInstalledOne) {
  fs::copy_file(Band::get().model(), models() / "genre11.safetensors");
  const Outcome outcome = answer();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, answer({"--model", Band::get().model()}).out);
}

TEST_P(DefaultModel, IsNotReadWhereAnotherIsNamed) {
  write_file(models() / "genre11.safetensors", "no model at all");
  EXPECT_EQ(answer().exit_code, 2);
  EXPECT_EQ(answer({"--model", Band::get().model()}).exit_code, 0);
}

TEST_P(DefaultModel, WhereThereIsNoneTheFoldersAreNamed) {
  const Outcome outcome = answer();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  for (const std::string& word : {std::string("--model: found none"), models().string(),
                                  std::string("genre11.safetensors")}) {
    EXPECT_THAT(outcome.err, HasSubstr(word));
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, DefaultModel,
                         testing::Values("backbeat-predict", "backbeat-evaluate"),
                         [](const auto& program) {
                           return std::string(program.param) == "backbeat-predict" ? "Predict"
                                                                                   : "Evaluate";
                         });

}  // namespace
}  // namespace backbeat::cli
