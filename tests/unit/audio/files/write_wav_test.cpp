#include "audio/files/write_wav.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

TEST(WriteWav, IsReadBackWithinOneStepOf16Bits) {
  const TemporaryFolder folder;
  const Mono written{.samples = white_noise(1000, 0.99F), .sample_rate_hz = 32000};
  write_wav(folder / "noise.wav", written);

  const Decoded read = decode(folder / "noise.wav");

  EXPECT_EQ(read.audio.sample_rate_hz, 32000);
  EXPECT_EQ(read.format, "WAV, Signed 16 bit PCM");
  EXPECT_THAT(read.audio.samples,
              testing::Pointwise(testing::FloatNear(1.0F / 32768.0F), written.samples));
}

TEST(WriteWav, ClipsInsteadOfWrappingAround) {
  const TemporaryFolder folder;
  write_wav(folder / "loud.wav", {.samples = {1.5F, -1.5F, 1.0F}, .sample_rate_hz = 22050});
  const std::vector<float> read = decode(folder / "loud.wav").audio.samples;
  EXPECT_THAT(read,
              testing::Pointwise(testing::FloatNear(1e-4F), std::vector<float>{1.0F, -1.0F, 1.0F}));
}

TEST(WriteWav, NamesThePathThatCanNotBeWritten) {
  const TemporaryFolder folder;
  const auto path = folder / "no such folder/a.wav";
  EXPECT_THAT([&] { write_wav(path, {.samples = {0.0F}, .sample_rate_hz = 22050}); },
              testing::ThrowsMessage<std::runtime_error>(testing::HasSubstr(path.string())));
}

}  // namespace
}  // namespace backbeat::audio
