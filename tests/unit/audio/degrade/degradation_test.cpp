#include "audio/degrade/degradation.h"

#include <stdexcept>

#include <gmock/gmock.h>

namespace backbeat::audio {
namespace {

using Kind = Degradation::Kind;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  try {
    parse_degradations(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Degradation, TextGoesThereAndBack) {
  for (const char* text :
       {"lowpass:4000", "resample:11025", "gain:-20", "gain:6.5", "noise:20", "mp3:24", "vorbis:48",
        "opus:32", "resample:16000+mp3:24", "lowpass:3500.5+noise:20+opus:12"}) {
    EXPECT_EQ(to_text(parse_degradations(text)), text);
  }
}

TEST(Degradation, TextSaysKindAndValueInTheirOrder) {
  EXPECT_EQ(parse_degradations("resample:16000+mp3:24"),
            (Degradations{{Kind::kResample, 16000.0}, {Kind::kMp3, 24.0}}));
  EXPECT_EQ(to_text({}), "");
}

TEST(Degradation, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of("mp4:24"), HasSubstr("found 'mp4', expected one of lowpass, resample"));
  EXPECT_THAT(error_of(""), HasSubstr("found '', expected one of lowpass"));
  EXPECT_THAT(error_of("gain:3+"), HasSubstr("found '', expected one of lowpass"));
}

TEST(Degradation, RefusesAValueThatIsNoNumber) {
  EXPECT_THAT(error_of("gain"), HasSubstr("'gain': found '', expected a number of dB"));
  EXPECT_THAT(error_of("gain:"), HasSubstr("found ''"));
  EXPECT_THAT(error_of("gain:3dB"), HasSubstr("found '3dB'"));
  EXPECT_THAT(error_of("gain: 3"), HasSubstr("found ' 3'"));
  EXPECT_THAT(error_of("gain:nan"), HasSubstr("found nan, expected -100 to 100 dB"));
}

TEST(Degradation, RefusesAValueOutsideOfItsRange) {
  EXPECT_THAT(error_of("lowpass:99"), HasSubstr("found 99, expected 100 to"));
  EXPECT_THAT(error_of("opus:257"), HasSubstr("expected 6 to 256 kbit/s"));
  EXPECT_THAT(error_of("noise:-101"), HasSubstr("expected -100 to 100 dB"));
  EXPECT_THAT(error_of("mp3:50"), HasSubstr("found 50, expected one of 16, 24, 32"));
  EXPECT_THAT(error_of("resample:8000.5"), HasSubstr("expected whole Hz"));
}

}  // namespace
}  // namespace backbeat::audio
