#include <algorithm>
#include <cmath>
#include <limits>
#include <sndfile.h>

#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "tests/support/signals.h"
#include "tests/unit/audio/temporary_folder.h"

namespace backbeat::audio {
namespace {

struct Format {
  int sndfile_format;
  float tolerance;  // a lossy decoder that begins in the middle may differ a little at first
};

class DecodeRange : public testing::TestWithParam<Format> {
 protected:
  DecodeRange() : path_(folder_ / "noise.bin") {
    write_audio(path_, {.format = GetParam().sndfile_format, .sample_rate_hz = 48000},
                sine(440.0, 48000, 2.0));
    whole_ = decode(path_).audio.samples;
  }

  void expect_part(const std::vector<float>& part, std::size_t first) const {
    ASSERT_LE(first + part.size(), whole_.size());
    float largest = 0.0F;
    for (std::size_t i = 0; i < part.size(); ++i) {
      largest = std::max(largest, std::abs(part[i] - whole_[first + i]));
    }
    EXPECT_LE(largest, GetParam().tolerance);
  }

  TemporaryFolder folder_;
  std::filesystem::path path_;
  std::vector<float> whole_;
};

TEST_P(DecodeRange, IsThatPartOfTheWhole) {
  const std::vector<float> part =
      decode(path_, {.offset_s = 0.75, .duration_s = 0.5}).audio.samples;
  ASSERT_EQ(part.size(), 24000U);
  expect_part(part, 36000);
}

TEST_P(DecodeRange, StopsAtTheEnd) {
  for (const double duration_s : {-1.0, 100.0, std::numeric_limits<double>::infinity()}) {
    const Decoded decoded = decode(path_, {.offset_s = 1.5, .duration_s = duration_s});
    ASSERT_EQ(decoded.audio.samples.size(), whole_.size() - 72000);
    expect_part(decoded.audio.samples, 72000);
    EXPECT_EQ(decoded.missing_frames, 0);
  }
}

TEST_P(DecodeRange, BeginningAfterTheEndIsAnError) {
  EXPECT_THROW(decode(path_, {.offset_s = 2.5}), DecodeError);
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeRange,
                         testing::Values(Format{SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0.0F},
                                         Format{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.0F},
                                         Format{SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1e-5F},
                                         Format{SF_FORMAT_OGG | SF_FORMAT_OPUS, 1e-2F},
                                         Format{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1e-5F},
                                         Format{SF_FORMAT_WAV | SF_FORMAT_GSM610, 0.0F}));

}  // namespace
}  // namespace backbeat::audio
