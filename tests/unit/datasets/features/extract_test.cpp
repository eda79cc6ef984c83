#include "datasets/features/extract.h"

#include <algorithm>
#include <cmath>
#include <sndfile.h>

#include <gmock/gmock.h>

#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::HasSubstr;

class Extract : public ::testing::Test {
 protected:
  std::filesystem::path write(const audio::Mono& mono) const {
    std::filesystem::path path = folder_ / "a.wav";
    audio::write_wav(path, mono);
    return path;
  }
  std::string error_of(const audio::Mono& mono) const {
    const auto path = write(mono);
    return testing::message_of<audio::DecodeError>([&] { load_mono(path, {}, 0); });
  }

  TemporaryFolder folder_;
};

TEST_F(Extract, ResamplesToTheRateAskedFor) {
  const auto path = write(testing::tone(440.0, 1.0, 44100));
  const audio::Decoded own = load_mono(path, {}, 0);
  EXPECT_EQ(own.audio.sample_rate_hz, 44100);
  EXPECT_EQ(own.audio.samples.size(), 44100U);
  const audio::Decoded halved = load_mono(path, {}, 22050);
  EXPECT_EQ(halved.audio.sample_rate_hz, 22050);
  EXPECT_EQ(halved.audio.samples.size(), 22050U);
}

TEST_F(Extract, ComputesTheSpectrogramOfTheRange) {
  const auto path = write(testing::tone(440.0, 2.0, 44100));
  audio::LogMel log_mel({.n_fft = 512, .hop_length = 256, .n_mels = 16});
  const Features features =
      Extractor({.settings = log_mel.settings()})(path, {.offset_s = 0.5, .duration_s = 1.0});
  EXPECT_NEAR(features.duration_s, 1.0, 1e-9);
  const auto expected =
      log_mel(load_mono(path, {.offset_s = 0.5, .duration_s = 1.0}, 22050).audio.samples);
  EXPECT_EQ(features.spectrogram.n_mels, 16);
  EXPECT_EQ(features.spectrogram.n_frames, 1 + 22050 / 256);
  EXPECT_EQ(features.spectrogram.values, expected.values);
}

TEST_F(Extract, GivesTheSpectrogramInPartsAsItComes) {
  const auto path = write(testing::tone(440.0, 20.0, 22050));
  for (const double top_db : {0.0, 80.0}) {
    Extractor extract(
        {.settings = {.n_fft = 256, .hop_length = 16, .n_mels = 8, .top_db = top_db}});
    const audio::Spectrogram whole = extract(path, {}).spectrogram;
    std::vector<float> last_band;
    std::vector<int> parts;
    const Features features = extract(path, {}, [&](const audio::Spectrogram& part) {
      EXPECT_EQ(part.n_mels, whole.n_mels);
      last_band.insert(last_band.end(), part.values.end() - part.n_frames, part.values.end());
      parts.push_back(part.n_frames);
    });
    EXPECT_TRUE(features.spectrogram.values.empty());
    EXPECT_EQ(features.duration_s, 20.0);
    EXPECT_TRUE(std::ranges::equal(
        last_band, std::span(whole.values).last(static_cast<std::size_t>(whole.n_frames))));
    if (top_db > 0.0) {
      EXPECT_EQ(parts.size(), 1U) << "each is limited by the loudest of all";
    } else {
      EXPECT_GT(parts.size(), 4U);
      EXPECT_LE(*std::ranges::max_element(parts), 6000) << "however long the recording is";
    }
  }
}

TEST_F(Extract, RefusesSilence) {
  EXPECT_THAT(error_of({std::vector<float>(22050, 0.0F), 22050}), HasSubstr("a.wav: silent"));
  std::vector<float> dither(22050);
  for (std::size_t i = 0; i < dither.size(); i += 2) dither[i] = 1.0F / 32768.0F;
  EXPECT_THAT(error_of({dither, 22050}), HasSubstr("a.wav: silent: found a peak of -90.3 dBFS"));
}

TEST_F(Extract, RefusesSamplesThatAreNone) {
  const auto path = folder_ / "none.wav";
  for (const float value : {std::nanf(""), HUGE_VALF, 1e11F}) {
    audio::write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT, .channels = 2},
                       std::vector<float>(44100, value));
    EXPECT_THAT(testing::message_of<audio::DecodeError>([&] { load_mono(path, {}, 0); }),
                HasSubstr("none.wav: samples: found none that is a number"));
  }
}

TEST_F(Extract, TakesVeryQuietMusic) {
  audio::Mono quiet = testing::tone(440.0, 1.0);
  for (float& sample : quiet.samples) sample *= 2e-4F;  // a peak of -80 dBFS
  EXPECT_NO_THROW(load_mono(write(quiet), {}, 0));
}

TEST_F(Extract, RefusesWhatIsTooShort) {
  EXPECT_THAT(error_of(testing::tone(440.0, 0.05)),
              HasSubstr("a.wav: too short: found 0.050 s of audio, expected 0.1 s or more"));
}

TEST_F(Extract, AnythingThatDecodesCanBeAskedFor) {
  const auto path = write({std::vector<float>(1000, 0.0F), 22050});
  EXPECT_EQ(load_mono(path, {}, 0, Accept::kAnything).audio.samples.size(), 1000U);
  Extractor extract({.settings = {}, .accept = Accept::kAnything});
  EXPECT_EQ(extract(path, {}).spectrogram.n_frames, 1 + 1000 / 512);
}

TEST_F(Extract, KeepsEachFilesOwnRateWhereNoneIsSet) {
  Extractor extract({.settings = {.sample_rate_hz = 0, .n_mels = 16}});
  for (const int rate_hz : {16000, 44100, 16000}) {
    const auto path = write(testing::tone(440.0, 1.0, rate_hz));
    audio::LogMel log_mel({.sample_rate_hz = rate_hz, .n_mels = 16});
    EXPECT_EQ(extract(path, {}).spectrogram.values,
              log_mel(load_mono(path, {}, 0).audio.samples).values);
  }
}

TEST_F(Extract, BlamesTheFileWhoseRateTheSettingsDoNotFit) {
  Extractor extract({.settings = {.sample_rate_hz = 0, .fmax_hz = 10000.0}});
  const auto path = write(testing::tone(440.0, 1.0, 16000));
  EXPECT_THAT(testing::message_of<audio::DecodeError>([&] { extract(path, {}); }),
              HasSubstr("a.wav: "));
}

TEST(DescribeMending, SaysOnlyWhatWasMended) {
  EXPECT_EQ(describe_mending({}), "");
  EXPECT_EQ(describe_mending({.non_finite_samples = 2}),
            "2 samples were not finite and count as 0");
  EXPECT_THAT(describe_mending({.non_finite_samples = 2, .missing_frames = 7}),
              HasSubstr("7 frames that its header promises are missing; 2 samples"));
}

}  // namespace
}  // namespace backbeat::datasets
