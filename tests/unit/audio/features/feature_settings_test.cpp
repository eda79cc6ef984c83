#include "audio/features/feature_settings.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::audio {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Preset, BackbeatIsTheDefault) {
  EXPECT_EQ(preset("backbeat"), FeatureSettings{});
}

TEST(Preset, EveryOneIsValid) {
  for (const std::string& name : preset_names()) EXPECT_NO_THROW(validate(preset(name))) << name;
}

TEST(Preset, NamesTheChoicesWhereTheNameIsUnknown) {
  EXPECT_THAT([] { preset("essentia"); },
              ThrowsMessage<std::invalid_argument>(
                  AllOf(HasSubstr("essentia"), HasSubstr("librosa"), HasSubstr("torchaudio"))));
}

struct Broken {
  const char* setting;
  FeatureSettings settings;
};

class Validate : public testing::TestWithParam<Broken> {};

TEST_P(Validate, NamesTheSettingWhatWasFoundAndWhatIsExpected) {
  EXPECT_THAT([] { validate(GetParam().settings); },
              ThrowsMessage<std::invalid_argument>(
                  AllOf(HasSubstr(GetParam().setting), HasSubstr("found"), HasSubstr("expected"))));
}

INSTANTIATE_TEST_SUITE_P(
    Each, Validate,
    testing::Values(
        Broken{"sample_rate_hz", {.sample_rate_hz = -1}}, Broken{"n_fft", {.n_fft = 0}},
        Broken{"n_fft", {.n_fft = 2047}}, Broken{"n_fft", {.n_fft = 1 << 30}},
        Broken{"sample_rate_hz", {.sample_rate_hz = 1000001}},
        Broken{"hop_length", {.hop_length = 0}}, Broken{"hop_length", {.hop_length = 7}},
        Broken{"hop_length", {.n_fft = 1 << 20, .hop_length = 4095}},
        Broken{"hop_length", {.hop_length = (1 << 20) + 1}}, Broken{"n_mels", {.n_mels = 0}},
        Broken{"n_mels", {.n_mels = 1 << 30}}, Broken{"fmin_hz", {.fmin_hz = -1.0}},
        Broken{"fmin_hz", {.fmin_hz = NAN}}, Broken{"fmin_hz", {.fmin_hz = 11025.0}},
        Broken{"fmax_hz", {.fmax_hz = 11026.0}}, Broken{"fmax_hz", {.fmax_hz = NAN}},
        Broken{"fmax_hz", {.fmin_hz = 500.0, .fmax_hz = 500.0}},
        Broken{"pre_emphasis", {.pre_emphasis = -0.1}},
        Broken{"pre_emphasis", {.pre_emphasis = NAN}}, Broken{"win_length", {.win_length = 2049}},
        Broken{"win_length", {.win_length = 1}}, Broken{"gain", {.compression = {.gain = 0.0}}},
        Broken{"gain", {.compression = {.gain = NAN}}},
        Broken{"offset", {.compression = {.offset = -1.0}}},
        Broken{"scale", {.compression = {.scale = 0.0}}},
        Broken{"shift", {.compression = {.shift = NAN}}},
        Broken{"peak_range", {.compression = {.peak_range = -1.0}}},
        Broken{"power", {.power = 0.0}}, Broken{"power", {.power = NAN}},
        Broken{"floor", {.floor = 0.0}}, Broken{"floor", {.floor = NAN}},
        Broken{"top_db", {.top_db = -1.0}}, Broken{"top_db", {.top_db = NAN}}));

TEST(Validate, LeavesFmaxOpenWhereTheRateIsTheFilesOwn) {
  EXPECT_NO_THROW(validate({.sample_rate_hz = 0, .fmax_hz = 20000.0}));
}

}  // namespace
}  // namespace backbeat::audio
