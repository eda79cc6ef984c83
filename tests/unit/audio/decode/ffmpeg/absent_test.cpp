#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "tests/unit/audio/decode/ffmpeg/recordings.h"

namespace backbeat::audio {
namespace {

TEST(FfmpegAbsent, ItsFormatsAreNotAudio) {
  EXPECT_THAT(supported_formats(), testing::Not(testing::Contains("WavPack")));
  EXPECT_FALSE(has_audio_extension("a.m4a"));
  for (const char* name : {"aac.m4a", "wma.wma", "wavpack.wv"}) {
    EXPECT_THAT([&] { decode(recording(name)); },
                testing::ThrowsMessage<DecodeError>(testing::HasSubstr("not audio")));
  }
}

}  // namespace
}  // namespace backbeat::audio
