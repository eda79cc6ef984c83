// The same audio among music that has much in common: one band, its patterns and its instruments.

#include <sndfile.h>

#include <gmock/gmock.h>

#include "audio/fingerprint/same_audio.h"
#include "datasets/features/extract.h"
#include "datasets/synth/synth.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::datasets {
namespace {

using audio::Fingerprint;

audio::Mono clip_of(const std::string& style, std::uint64_t index, double duration_s = 6.0) {
  return synthesise({.style = style, .index = index, .duration_s = duration_s});
}

Fingerprint of(const audio::Mono& clip) {
  const audio::FeatureSettings settings;
  return audio::fingerprint(audio::LogMel(settings)(clip.samples), settings);
}

TEST(SameMusic, ClipsOfOneStyleAreNotTheSame) {
  std::vector<Fingerprint> fingerprints;
  for (const std::string& style : synth_styles()) {
    for (std::uint64_t i = 0; i < 4; ++i) fingerprints.push_back(of(clip_of(style, i)));
  }
  EXPECT_THAT(audio::find_same_audio(fingerprints), ::testing::IsEmpty());
}

TEST(SameMusic, ExcerptOfEveryStyleIsFound) {
  for (const std::string& style : synth_styles()) {
    const audio::Mono whole = clip_of(style, 0);
    const auto first = whole.samples.begin() + 40000;
    const audio::Mono excerpt{{first, first + 55000}, whole.sample_rate_hz};
    const auto pairs = audio::find_same_audio(std::vector{of(whole), of(excerpt)});
    ASSERT_EQ(pairs.size(), 1U) << style;
    EXPECT_NEAR(pairs[0].offset_s, -40000.0 / whole.sample_rate_hz, 0.03) << style;
  }
}

TEST(SameMusic, LossyCodingIsFound) {
  const TemporaryFolder folder;
  const audio::FeatureSettings settings;
  Extractor extract({.settings = settings});
  for (const std::string style : {"rock", "waltz"}) {
    const audio::Mono clip = clip_of(style, 0);
    const auto path = folder / (style + ".ogg");
    audio::write_audio(path, {.format = SF_FORMAT_OGG | SF_FORMAT_VORBIS}, clip.samples);
    const Fingerprint coded = audio::fingerprint(extract(path, {}).spectrogram, settings);
    const auto pairs = audio::find_same_audio(std::vector{of(clip), coded});
    ASSERT_EQ(pairs.size(), 1U) << style;
    EXPECT_GT(pairs[0].similarity, 0.95) << style;
  }
}

}  // namespace
}  // namespace backbeat::datasets
