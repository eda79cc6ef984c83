#include "apps/model/feature_difference.h"

#include <gtest/gtest.h>

namespace backbeat::apps {
namespace {

TEST(FeatureDifference, OfEqualSettingsIsNone) {
  EXPECT_EQ(difference(audio::preset("librosa"), audio::preset("librosa")), "");
}

TEST(FeatureDifference, NamesTheSettingAndBothValues) {
  const audio::FeatureSettings usual;
  audio::FeatureSettings other;
  other.n_mels = 64;
  EXPECT_EQ(difference(other, usual), "n_mels: found 64, expected 128");
  other = {.mel_scale = audio::MelScale::kHtk};
  EXPECT_EQ(difference(other, usual), "mel_scale: found \"htk\", expected \"slaney\"");
}

}  // namespace
}  // namespace backbeat::apps
