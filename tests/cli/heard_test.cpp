// A model is told apart from music that it was not trained on.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kWarning = "clips sound like clips it was trained on";

class Heard : public testing::Test {
 protected:
  /// Other music of the same styles.
  void make_other_music() const {
    ASSERT_EQ(run("backbeat-synth",
                  {"other", "--styles", "house,waltz", "--clips", "6", "--duration-s", "3",
                   "--seed", "7"},
                  folder_.path())
                  .exit_code,
              0);
  }
  Outcome evaluate(const std::string& model, const std::string& music) const {
    return run("backbeat-evaluate", {music, "--model", model, "--cache", "none", "--quiet"},
               folder_.path());
  }

  TemporaryFolder folder_;
};

TEST_F(Heard, JudgingAModelOnWhatItWasTrainedOnIsToldOf) {
  const Band& band = Band::get();
  const Outcome outcome = evaluate(band.model(), band.music());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr(fmt::format("model.safetensors: 12 of 12 {}", kWarning)));
}

TEST_F(Heard, OtherMusicIsNotTakenForIt) {
  make_other_music();
  EXPECT_EQ(evaluate(Band::get().model(), "other").err, "");
}

TEST_F(Heard, AModelThatDoesNotSayWhatItHeardIsToldOf) {
  make_other_music();
  write_file(folder_ / "old.safetensors", with_metadata(Band::get().model(), "heard", ""));
  EXPECT_THAT(evaluate("old.safetensors", "other").err,
              HasSubstr("old.safetensors: does not say which clips it was trained on"));
}

TEST_F(Heard, DamageToWhatItHeardIsAnErrorThatNamesTheFile) {
  write_file(folder_ / "bad.safetensors", with_metadata(Band::get().model(), "heard", "12zz"));
  const Outcome outcome = evaluate("bad.safetensors", Band::get().music());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("bad.safetensors: sketch: found '12zz', expected 32 hexadecimal"));
}

TEST_F(Heard, CrossValidationTellsWhatTheStartModelKnowsAlready) {
  const Band& band = Band::get();
  const Outcome outcome = run("backbeat-train",
                              {band.music(), "--cross-validate", "2", "--init", band.model(),
                               "--epochs", "1", "--cache", "none", "--quiet"},
                              folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(fmt::format("model.safetensors: 12 of 12 {}", kWarning)));
}

TEST_F(Heard, AModelTrainedFurtherHasHeardWhatItBeganWithToo) {
  const Band& band = Band::get();
  make_other_music();
  const Outcome outcome = run("backbeat-train",
                              {"other", "--init", band.model(), "--epochs", "1", "--cache", "none",
                               "--out", "m.safetensors", "--quiet"},
                              folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, Not(HasSubstr(kWarning)));
  EXPECT_THAT(evaluate("m.safetensors", band.music()).err,
              HasSubstr(fmt::format("12 of 12 {}", kWarning)));
  EXPECT_THAT(evaluate("m.safetensors", "other").err,
              HasSubstr(fmt::format("12 of 12 {}", kWarning)));
}

}  // namespace
}  // namespace backbeat::cli
