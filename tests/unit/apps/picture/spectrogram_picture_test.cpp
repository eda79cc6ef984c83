#include "apps/picture/spectrogram_picture.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

constexpr Rgb kWhite{.red = 255, .green = 255, .blue = 255};
constexpr int kBand_px = 4;  ///< of 128 bands

audio::Spectrogram constant(int n_mels, int n_frames, float level_db) {
  const auto size = static_cast<std::size_t>(n_mels) * static_cast<std::size_t>(n_frames);
  return {.n_mels = n_mels, .n_frames = n_frames, .values = std::vector<float>(size, level_db)};
}

/// A floor of -80 dB and one cell of 0 dB.
audio::Spectrogram spot(int n_frames, int band, int frame) {
  audio::Spectrogram s = constant(128, n_frames, -80.0F);
  s.values[static_cast<std::size_t>(band) * static_cast<std::size_t>(n_frames) +
           static_cast<std::size_t>(frame)] = 0.0F;
  return s;
}

Rgb plot_pixel(const Image& image, int x, int y) {
  return image.at(kPlotLeft_px + x, kPlotTop_px + y);
}

TEST(SpectrogramPicture, PutsLowBandsAtTheBottomAndEarlyFramesAtTheLeft) {
  const Image image = draw_spectrogram(spot(100, 1, 2), {}, {});  // a frame is 10 pixels wide
  const Rgb bright = colour_at(ColourMap::kViridis, 1.0);
  for (int y = 0; y < 512; ++y) {
    for (int x = 0; x < 1000; ++x) {
      const bool is_spot = x / 10 == 2 && (511 - y) / kBand_px == 1;
      ASSERT_EQ(plot_pixel(image, x, y) == bright, is_spot) << x << ", " << y;
    }
  }
}

TEST(SpectrogramPicture, ShowsOneLoudFrameOfALongClip) {
  const Image image = draw_spectrogram(spot(26'000, 100, 13'000), {}, {});  // 17 frames a pixel
  EXPECT_EQ(plot_pixel(image, 13'000 / 17, 511 - 100 * kBand_px),
            colour_at(ColourMap::kViridis, 1.0));
  EXPECT_LE(image.width_px(), 1600 + 200);
}

TEST(SpectrogramPicture, IsDarkForSilenceAndForOneFrame) {
  for (const int n_frames : {1, 100}) {
    const Image image = draw_spectrogram(constant(128, n_frames, -80.0F), {}, {});
    for (const auto& [x, y] : {std::pair{0, 0}, {999, 0}, {0, 511}, {500, 250}, {999, 511}}) {
      EXPECT_EQ(plot_pixel(image, x, y), colour_at(ColourMap::kViridis, 0.0)) << x << ", " << y;
    }
  }
}

TEST(SpectrogramPicture, ShowsEightyDecibels) {
  audio::Spectrogram s = constant(128, 100, -500.0F);
  s.values[0] = 20.0F;   // frame 0 of the lowest band
  s.values[1] = -20.0F;  // half way down
  const Image image = draw_spectrogram(s, {}, {});
  EXPECT_EQ(plot_pixel(image, 5, 511), colour_at(ColourMap::kViridis, 1.0));
  EXPECT_EQ(plot_pixel(image, 15, 511), colour_at(ColourMap::kViridis, 0.5));
  EXPECT_EQ(plot_pixel(image, 25, 511), colour_at(ColourMap::kViridis, 0.0));
}

TEST(SpectrogramPicture, TakesItsColoursFromTheMap) {
  const Image image =
      draw_spectrogram(constant(128, 100, 0.0F), {}, {.colours = ColourMap::kMagma});
  EXPECT_EQ(plot_pixel(image, 500, 250), colour_at(ColourMap::kMagma, 0.0));
}

/// Nothing is cut off.
void expect_white_edge(const Image& image) {
  int inked = 0;
  for (int x = 0; x < image.width_px(); ++x) {
    inked += image.at(x, 0) != kWhite || image.at(x, image.height_px() - 1) != kWhite;
  }
  for (int y = 0; y < image.height_px(); ++y) {
    inked += image.at(0, y) != kWhite || image.at(image.width_px() - 1, y) != kWhite;
  }
  EXPECT_EQ(inked, 0) << image.width_px() << " x " << image.height_px() << " pixels";
}

TEST(SpectrogramPicture, LeavesAWhiteEdgeAtEverySize) {
  for (const int n_mels : {1, 40, 600, 1025}) {
    for (const int n_frames : {1, 2, 600, 9700}) {
      const Image image = draw_spectrogram(constant(n_mels, n_frames, -130.0F), {.n_mels = n_mels},
                                           {.title = std::string(500, 'm')});
      expect_white_edge(image);
    }
  }
}

TEST(SpectrogramPicture, HasRoomForTheLongestLabels) {
  const audio::FeatureSettings narrow{.fmin_hz = 10'000, .fmax_hz = 10'190};  // "10.05k"
  expect_white_edge(draw_spectrogram(constant(128, 100, -130.0F), narrow, {}));
}

TEST(SpectrogramPicture, LabelsItsAxes) {
  const Image image = draw_spectrogram(constant(128, 100, -80.0F), {}, {.title = "clip.wav"});
  const auto has_ink = [&](const Box& box) {
    for (int y = box.top; y < box.bottom(); ++y) {
      for (int x = box.left; x < box.right(); ++x) {
        if (image.at(x, y) != kWhite) return true;
      }
    }
    return false;
  };
  const int bottom = kPlotTop_px + 512;
  const int right = kPlotLeft_px + 1000;
  EXPECT_TRUE(has_ink({.left = 0, .top = 0, .width = 200, .height = 40})) << "title";
  EXPECT_TRUE(has_ink({.left = 0, .top = 40, .width = 200, .height = 28})) << "Hz";
  EXPECT_TRUE(has_ink({.left = 0, .top = 100, .width = 66, .height = 400})) << "frequencies";
  EXPECT_TRUE(has_ink({.left = kPlotLeft_px, .top = bottom + 8, .width = 1000, .height = 22}))
      << "times";
  EXPECT_TRUE(has_ink({.left = 500, .top = bottom + 32, .width = 200, .height = 22})) << "s";
  EXPECT_TRUE(has_ink({.left = right + 28, .top = 80, .width = 20, .height = 400})) << "bar";
  EXPECT_TRUE(has_ink({.left = right + 58, .top = 80, .width = 50, .height = 400})) << "levels";
}

}  // namespace
}  // namespace backbeat::apps::picture
