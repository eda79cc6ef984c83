#include "datasets/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

SynthClipOptions short_clip(const std::string& style) {
  return {.style = style, .seed = 3, .index = 5, .duration_s = 2.0, .sample_rate_hz = 8000};
}

TEST(SynthStyles, AreManySortedAndUnique) {
  const auto& styles = synth_styles();
  EXPECT_GE(styles.size(), 8U);
  EXPECT_TRUE(std::ranges::is_sorted(styles));
  EXPECT_EQ(std::set<std::string>(styles.begin(), styles.end()).size(), styles.size());
}

class SynthClip : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EveryStyle, SynthClip, ::testing::ValuesIn(synth_styles()),
                         [](const auto& instance) { return instance.param; });

TEST_P(SynthClip, EqualKeysGiveEqualBits) {
  EXPECT_EQ(synthesise(short_clip(GetParam())).samples, synthesise(short_clip(GetParam())).samples);
}

TEST_P(SynthClip, SeedAndIndexGiveOtherMusic) {
  const auto samples = synthesise(short_clip(GetParam())).samples;
  SynthClipOptions other_seed = short_clip(GetParam());
  other_seed.seed = 4;
  EXPECT_NE(synthesise(other_seed).samples, samples);
  SynthClipOptions other_index = short_clip(GetParam());
  other_index.index = 6;
  EXPECT_NE(synthesise(other_index).samples, samples);
}

TEST_P(SynthClip, SamplesAreFiniteWithinFullScaleAndFadedAtBothEnds) {
  for (std::uint64_t index = 0; index < 8; ++index) {
    SynthClipOptions options = short_clip(GetParam());
    options.index = index;
    const std::vector<float> samples = synthesise(options).samples;
    float peak = 0.0F;
    for (const float x : samples) {
      ASSERT_TRUE(std::isfinite(x));
      peak = std::max(peak, std::abs(x));
    }
    EXPECT_LE(peak, 1.0F);
    EXPECT_GT(peak, 0.01F) << "silent clip " << index;
    EXPECT_EQ(samples.front(), 0.0F);
    EXPECT_EQ(samples.back(), 0.0F);
  }
}

TEST(SynthDuration, IsExactAtEveryRate) {
  for (const int rate_hz : {8000, 11025, 22050, 44100}) {
    for (const double duration_s : {0.001, 0.3337, 1.0}) {
      const audio::Mono clip = synthesise({.style = "house",
                                           .seed = 1,
                                           .index = 0,
                                           .duration_s = duration_s,
                                           .sample_rate_hz = rate_hz});
      EXPECT_EQ(clip.sample_rate_hz, rate_hz);
      EXPECT_EQ(std::ssize(clip.samples), std::llround(duration_s * rate_hz));
    }
  }
}

TEST(SynthClipErrors, NameWhatWasFoundAndWhatIsKnown) {
  SynthClipOptions options = short_clip("polka");
  EXPECT_THAT([&] { synthesise(options); }, ThrowsMessage<std::invalid_argument>(::testing::AllOf(
                                                HasSubstr("'polka'"), HasSubstr("reggae"))));
  options = short_clip("waltz");
  options.duration_s = 0.0;
  EXPECT_THAT([&] { synthesise(options); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("found 0 s at 8000 Hz")));
}

}  // namespace
}  // namespace backbeat::datasets
