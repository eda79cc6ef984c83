// Front ends in model files: every setting travels, and older files lack those that came later.

#include "apps/model/settings_json.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(SettingsJson, EveryPresetComesBackAsItWent) {
  for (const std::string& name : audio::preset_names()) {
    const audio::FeatureSettings settings = audio::preset(name);
    EXPECT_EQ(features_from_json(to_json(settings)), settings) << name;
  }
}

TEST(SettingsJson, OlderModelsHaveTheSettingsThatThereWere) {
  nlohmann::json json = to_json(audio::preset("librosa"));
  for (const char* key : {"pre_emphasis", "win_length", "window", "window_place", "mel_triangles",
                          "log", "gain", "offset", "scale", "shift", "peak_range"}) {
    ASSERT_EQ(json.erase(key), 1U) << key;
  }
  EXPECT_EQ(features_from_json(json), audio::preset("librosa"));
  json.erase("n_mels");
  EXPECT_THROW(features_from_json(json), nlohmann::json::exception);
}

TEST(SettingsJson, NamesAWordThatItDoesNotKnow) {
  nlohmann::json json = to_json(audio::FeatureSettings{});
  json["mel_scale"] = "bark";
  EXPECT_THAT([&] { features_from_json(json); },
              ThrowsMessage<std::invalid_argument>(
                  AllOf(HasSubstr("features: mel_scale: found 'bark'"),
                        HasSubstr("expected one of 'slaney', 'htk', 'kaldi'"))));
}

TEST(SettingsJson, RefusesNumbersThatDoNotFit) {
  nlohmann::json json = to_json(audio::FeatureSettings{});
  json["win_length"] = 4096;
  EXPECT_THAT([&] { features_from_json(json); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("win_length: found 4096")));
  json["win_length"] = 0;
  json["gain"] = "loud";
  EXPECT_THROW(features_from_json(json), nlohmann::json::exception);
}

}  // namespace
}  // namespace backbeat::apps
