#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/features/log_mel.h"
#include "audio/features/mel.h"
#include "audio/files/npy.h"
#include "audio/resample.h"

// The front end beside librosa, torchaudio and the formulas of published networks. README.md says how their arrays were made, and why
// torchaudio's are compared down to 70 dB below the loudest value.
namespace backbeat::audio {
namespace {

constexpr float kToleranceDb = 1e-3F;

const std::filesystem::path kFolder =
    std::filesystem::path(BACKBEAT_SOURCE_DIR) / "tests/golden/audio";

Mono read_signal(const std::string& name) {
  const std::filesystem::path wav = kFolder / (name + ".wav");
  return decode(std::filesystem::exists(wav) ? wav : kFolder / (name + ".flac")).audio;
}

// Largest |found - expected| where `expected` is above `bottom`.
float largest_difference(const std::vector<float>& found, const std::vector<float>& expected,
                         float bottom = -INFINITY) {
  EXPECT_EQ(found.size(), expected.size());
  float largest = 0.0F;
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    if (expected[i] > bottom) largest = std::max(largest, std::abs(found[i] - expected[i]));
  }
  return largest;
}

std::vector<std::size_t> shape_of(const Spectrogram& mel) {
  return {static_cast<std::size_t>(mel.n_mels), static_cast<std::size_t>(mel.n_frames)};
}

void expect_librosa(const std::string& name) {
  const Mono signal = read_signal(name);
  LogMel log_mel(preset("librosa"));
  const Spectrogram found =
      log_mel(resample(signal.samples, signal.sample_rate_hz, log_mel.settings().sample_rate_hz));
  const NpyArray expected = read_npy(kFolder / (name + ".librosa.npy"));
  ASSERT_EQ(shape_of(found), expected.shape);
  EXPECT_LE(largest_difference(found.values, expected.values), kToleranceDb);
}

void expect_torchaudio(const std::string& name, const std::string& array, float range_db = 70.0F) {
  const Mono signal = read_signal(name);
  FeatureSettings settings = preset("torchaudio");
  settings.sample_rate_hz = signal.sample_rate_hz;
  const Spectrogram found = LogMel(settings)(signal.samples);
  const NpyArray expected = read_npy(kFolder / array);
  ASSERT_EQ(shape_of(found), expected.shape);
  const float loudest = *std::max_element(expected.values.begin(), expected.values.end());
  EXPECT_LE(largest_difference(found.values, expected.values, loudest - range_db), kToleranceDb);
}

class LibrosaPreset : public testing::TestWithParam<const char*> {};
TEST_P(LibrosaPreset, EqualsLibrosa) {
  expect_librosa(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Golden, LibrosaPreset,
                         testing::Values("band_22k", "band_44k_st", "band_48k_24", "band_8k",
                                         "chirp_22k", "dc", "float_16k", "impulse", "short_100",
                                         "silence"),
                         [](const auto& test) { return test.param; });

class TorchaudioPreset : public testing::TestWithParam<const char*> {};
TEST_P(TorchaudioPreset, EqualsTorchaudio) {
  expect_torchaudio(GetParam(), std::string(GetParam()) + ".torchaudio.npy");
}
INSTANTIATE_TEST_SUITE_P(Golden, TorchaudioPreset,
                         testing::Values("band_22k", "band_8k", "dc", "float_16k", "impulse"),
                         [](const auto& test) { return test.param; });

TEST(TorchaudioPreset, EqualsTorchaudioInDoublePrecision) {
  expect_torchaudio("chirp_22k", "chirp_22k.torchaudio_float64.npy");
  expect_torchaudio("band_44k_st", "band_44k_st.torchaudio_float64.npy", 60.0F);
}

/// `bottom`: how far below the largest value is compared. 60 to 70 dB below it the rounding of an
/// FFT in float32 shows: 8 of yamnet's nepers of amplitude, 30 of openl3's halves of a dB.
struct Published {
  std::string preset;
  float tolerance = 1e-4F;
  float bottom = INFINITY;
};

class PublishedPreset : public testing::TestWithParam<Published> {};
TEST_P(PublishedPreset, EqualsItsFormulas) {
  const auto& [name, tolerance, bottom] = GetParam();
  const FeatureSettings settings = preset(name);
  std::vector<float> samples = read_signal("chirp_22k").samples;
  samples.resize(11025);
  Spectrogram found = LogMel(settings)(samples);
  EXPECT_EQ(found.n_frames, settings.frames_of(11025));
  settings.compression.apply(found.values);
  const NpyArray expected = read_npy(kFolder / ("chirp_22k." + name + ".npy"));
  ASSERT_EQ(shape_of(found), expected.shape);
  const float largest = *std::max_element(expected.values.begin(), expected.values.end());
  EXPECT_LE(largest_difference(found.values, expected.values, largest - bottom), tolerance);
}
INSTANTIATE_TEST_SUITE_P(Golden, PublishedPreset,
                         testing::Values(Published{"musicnn"}, Published{"efficientat"},
                                         Published{"yamnet", 1e-4F, 8.0F}, Published{"vggish", 1e-4F, 8.0F},
                                         Published{"openl3", kToleranceDb, 30.0F},
                                         Published{"panns", kToleranceDb, 70.0F}),
                         [](const auto& test) { return test.param.preset; });

TEST(Resample, EqualsLibrosasSoxrHq) {
  const Mono signal = read_signal("float_16k");
  const NpyArray expected = read_npy(kFolder / "float_16k.resampled22k.npy");
  const std::vector<float> found = resample(signal.samples, signal.sample_rate_hz, 22050);
  EXPECT_LE(largest_difference(found, expected.values), 1e-4F);
}

TEST(MelFilterbank, EqualsLibrosasFilterMatrix) {
  const NpyArray expected = read_npy(kFolder / "librosa_mel_filters_22050_2048_128.npy");
  ASSERT_EQ(expected.shape, (std::vector<std::size_t>{128, 1025}));
  std::vector<float> found(expected.values.size());
  const std::vector<MelFilter> filters = mel_filterbank(preset("librosa"));
  for (std::size_t m = 0; m < filters.size(); ++m) {
    const auto first = static_cast<std::ptrdiff_t>(m * 1025) + filters[m].first_bin;
    std::copy(filters[m].weights.begin(), filters[m].weights.end(), found.begin() + first);
  }
  EXPECT_LE(largest_difference(found, expected.values), 1e-6F);
}

}  // namespace
}  // namespace backbeat::audio
