#include "audio/degrade/lossy.h"

#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "audio/random.h"
#include "audio/resample.h"

namespace backbeat::audio {
namespace {

/// Three seconds of what any codec keeps: notes that begin at once, over noise that falls with
/// frequency.
std::vector<float> music(int rate_hz) {
  Random random{3};
  std::vector<float> samples(static_cast<std::size_t>(3 * rate_hz + 17));
  double brown = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double t = static_cast<double>(n) / rate_hz;
    const double hz = 220.0 * std::exp2(std::floor(t * 5.0) / 7.0);
    const double decay = std::exp(-12.0 * (t - std::floor(t * 5.0) / 5.0));
    brown = 0.95 * brown + 0.02 * random.normal();
    samples[n] = static_cast<float>(0.3 * decay * std::sin(6.283185307 * hz * t) + brown);
  }
  return samples;
}

/// The shift of `found` against `samples` at which they agree most, and how much they do then.
struct Alignment {
  int lag = 0;
  double correlation = -1.0;
};

Alignment align(const std::vector<float>& samples, const std::vector<float>& found) {
  constexpr int kMostLag = 1500;
  Alignment best;
  for (int lag = -kMostLag; lag <= kMostLag; ++lag) {
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (std::size_t n = kMostLag; n + kMostLag < samples.size(); n += 3) {
      const auto x = static_cast<double>(samples[n]);
      const auto y = static_cast<double>(
          found[n + static_cast<std::size_t>(kMostLag + lag) - std::size_t{kMostLag}]);
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    const double correlation = xy / std::sqrt(xx * yy);
    if (correlation > best.correlation) best = {lag, correlation};
  }
  return best;
}

struct Case {
  Codec codec;
  double kbit_s;
  int sample_rate_hz;
};

class Lossy : public testing::TestWithParam<Case> {};

TEST_P(Lossy, TakesTheRateAskedFor) {
  const auto [codec, kbit_s, own_hz] = GetParam();
  const int rate_hz = codec_rate_hz(codec, kbit_s, own_hz);
  const std::vector<float> samples = resample(music(own_hz), own_hz, rate_hz);
  const Encoded encoded = encode(samples, rate_hz, codec, kbit_s);
  EXPECT_NEAR(encoded.kbit_s / kbit_s, 1.0, 0.05);
  // And the file is that large, but for its headers.
  const double file_kbit_s = 8e-3 * static_cast<double>(encoded.bytes.size()) * rate_hz /
                             static_cast<double>(samples.size());
  EXPECT_GE(file_kbit_s, encoded.kbit_s);
  EXPECT_LT(file_kbit_s, encoded.kbit_s + 14.0);
}

TEST_P(Lossy, KeepsLengthAndPlace) {
  const auto [codec, kbit_s, own_hz] = GetParam();
  const std::vector<float> samples = music(own_hz);
  const std::vector<float> found = recode(samples, own_hz, codec, kbit_s);
  ASSERT_EQ(found.size(), samples.size());
  const Alignment alignment = align(samples, found);
  EXPECT_LE(std::abs(alignment.lag), 2);  // codecs for speech turn phases a little
  EXPECT_GT(alignment.correlation, 0.85);
  EXPECT_NE(found, samples);
}

INSTANTIATE_TEST_SUITE_P(
    Codecs, Lossy,
    testing::Values(Case{Codec::kMp3, 16, 44100}, Case{Codec::kMp3, 24, 44100},
                    Case{Codec::kMp3, 64, 44100}, Case{Codec::kMp3, 128, 44100},
                    Case{Codec::kMp3, 128, 11025}, Case{Codec::kMp3, 320, 22050},
                    Case{Codec::kMp3, 64, 8000}, Case{Codec::kMp3, 64, 96000},
                    Case{Codec::kVorbis, 32, 44100}, Case{Codec::kVorbis, 64, 44100},
                    Case{Codec::kVorbis, 32, 16000}, Case{Codec::kOpus, 12, 44100},
                    Case{Codec::kOpus, 32, 22050}, Case{Codec::kOpus, 64, 48000}));

TEST(Lossy, ChoosesTheSampleRateThatTheCodecWants) {
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 24, 44100), 16000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 40, 44100), 22050);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 56, 44100), 32000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 64, 44100), 44100);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 64, 96000), 48000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 64, 8000), 8000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 128, 8000), 16000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 192, 8000), 32000);
  EXPECT_EQ(codec_rate_hz(Codec::kMp3, 64, 23000), 22050);
  EXPECT_EQ(codec_rate_hz(Codec::kVorbis, 48, 44100), 44100);
  EXPECT_EQ(codec_rate_hz(Codec::kVorbis, 32, 44100), 22050);
  EXPECT_EQ(codec_rate_hz(Codec::kVorbis, 16, 44100), 11025);
  EXPECT_EQ(codec_rate_hz(Codec::kOpus, 12, 44100), 48000);
  EXPECT_EQ(codec_rate_hz(Codec::kOpus, 64, 22050), 24000);
  EXPECT_EQ(codec_rate_hz(Codec::kOpus, 64, 96000), 48000);
}

TEST(Lossy, AVaryingRateTakesLessWhereThereIsNothingToSay) {
  const std::vector<float> silence(44100);
  for (const Codec codec : {Codec::kVorbis, Codec::kOpus}) {
    EXPECT_LT(encode(silence, codec_rate_hz(codec, 96, 48000), codec, 96).kbit_s, 48.0);
  }
}

TEST(Lossy, GivesTheSameBitsEachTime) {
  const std::vector<float> samples = music(16000);
  for (const auto& [codec, kbit_s] :
       {std::pair{Codec::kMp3, 24.0}, {Codec::kVorbis, 32.0}, {Codec::kOpus, 24.0}}) {
    EXPECT_EQ(recode(samples, 16000, codec, kbit_s), recode(samples, 16000, codec, kbit_s));
  }
}

}  // namespace
}  // namespace backbeat::audio
