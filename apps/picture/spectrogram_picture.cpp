#include "apps/picture/spectrogram_picture.h"

#include <algorithm>
#include <array>

#include "apps/picture/pixel_scale.h"
#include "apps/picture/text.h"
#include "apps/picture/ticks.h"

namespace backbeat::apps::picture {
namespace {

constexpr Rgb kInk{.red = 38, .green = 42, .blue = 48};

constexpr int kMargin_px = 16;
constexpr int kTick_px = 6;
constexpr int kLabelGap_px = 6;  ///< from a tick to its label
constexpr int kLineHeight_px = 24;
constexpr int kBarGap_px = 28;  ///< from the plot to the colour bar
constexpr int kBarWidth_px = 20;
constexpr int kBarLabel_px = 60;  ///< room for the ticks and "-100"

/// Distances of ticks that keep labels apart: "1:00:00" is 82 pixels wide.
constexpr double kTimeGap_px = 100.0;
constexpr double kFrequencyGap_px = 22.0;
constexpr double kLevelGap_px = 40.0;

constexpr double kMostRange_db = 80.0;
constexpr double kLeastRange_db = 10.0;

struct Range {
  double low_db = 0.0;
  double high_db = 0.0;

  double share_of(double db) const { return (db - low_db) / (high_db - low_db); }
};

Range colour_range(const audio::Spectrogram& spectrogram) {
  const auto [min, max] = std::minmax_element(spectrogram.values.begin(), spectrogram.values.end());
  const double low_db = std::max<double>(*min, *max - kMostRange_db);
  return {.low_db = low_db, .high_db = std::max<double>(*max, low_db + kLeastRange_db)};
}

/// What is where. The plot's size is that of its axes.
struct Layout {
  PixelScale time;
  PixelScale bands;

  explicit Layout(const audio::Spectrogram& s)
      : time({.cells = s.n_frames, .widen_to_px = 1000, .most_px = 1600}),
        bands({.cells = s.n_mels, .widen_to_px = 512, .most_px = 1024}) {}

  Box plot() const {
    return {.left = kPlotLeft_px,
            .top = kPlotTop_px,
            .width = time.length_px(),
            .height = bands.length_px()};
  }
  Box bar() const {
    return {.left = plot().right() + kBarGap_px,
            .top = kPlotTop_px,
            .width = kBarWidth_px,
            .height = plot().height};
  }
  int width_px() const { return bar().right() + kBarLabel_px + kMargin_px; }
  int height_px() const {
    return plot().bottom() + kTick_px + kLabelGap_px + kLineHeight_px + kCapHeight_px + kMargin_px;
  }
};

float loudest(const audio::Spectrogram& spectrogram, PixelScale::Cells bands,
              PixelScale::Cells frames) {
  float level_db = spectrogram.at(bands.first, frames.first);
  for (int band = bands.first; band < bands.end; ++band) {
    for (int frame = frames.first; frame < frames.end; ++frame) {
      level_db = std::max(level_db, spectrogram.at(band, frame));
    }
  }
  return level_db;
}

void draw_plot(Image& image, const Layout& layout, const audio::Spectrogram& spectrogram,
               const Range& range, ColourMap colours) {
  const Box plot = layout.plot();
  for (int y = 0; y < plot.height; ++y) {
    const PixelScale::Cells bands = layout.bands.cells_at(plot.height - 1 - y);
    for (int x = 0; x < plot.width; ++x) {
      const float level_db = loudest(spectrogram, bands, layout.time.cells_at(x));
      image.set(plot.left + x, plot.top + y, colour_at(colours, range.share_of(level_db)));
    }
  }
  image.frame(plot, kInk);
}

void draw_time_axis(Image& image, const Layout& layout, TimeAxis axis) {
  const Box plot = layout.plot();
  axis.gap_frames = kTimeGap_px / layout.time.px_per_cell();
  const std::vector<Tick> ticks = time_ticks(axis);
  const int label_y = plot.bottom() + kTick_px + kLabelGap_px;
  for (const Tick& tick : ticks) {
    const int x = plot.left + static_cast<int>(layout.time.px_of(tick.place));
    image.fill({.left = x, .top = plot.bottom(), .width = 1, .height = kTick_px}, kInk);
    draw_text(image, x, label_y, Align::kCentre, tick.label, kInk);
  }
  constexpr std::array<const char*, 3> kTitles{"time (s)", "time (min:s)", "time (h:min:s)"};
  const std::string& longest = ticks.back().label;
  const auto colons = static_cast<std::size_t>(std::count(longest.begin(), longest.end(), ':'));
  draw_text(image, plot.left + plot.width / 2, label_y + kLineHeight_px, Align::kCentre,
            kTitles[colons], kInk);
}

void draw_frequency_axis(Image& image, const Layout& layout,
                         const audio::FeatureSettings& settings) {
  const Box plot = layout.plot();
  const double gap_bands = kFrequencyGap_px / layout.bands.px_per_cell();
  for (const Tick& tick : frequency_ticks(settings, gap_bands)) {
    const int y = plot.bottom() - static_cast<int>(layout.bands.px_of(tick.place));
    image.fill({.left = plot.left - kTick_px, .top = y, .width = kTick_px, .height = 1}, kInk);
    draw_text(image, plot.left - kTick_px - kLabelGap_px, y - kCapHeight_px / 2, Align::kRight,
              tick.label, kInk);
  }
  draw_text(image, kMargin_px, plot.top - kLineHeight_px, Align::kLeft, "Hz (mel scale)", kInk);
}

void draw_colour_bar(Image& image, const Layout& layout, const Range& range, ColourMap colours) {
  const Box bar = layout.bar();
  for (int y = 0; y < bar.height; ++y) {
    const double share = (bar.height - 0.5 - y) / bar.height;
    image.fill({.left = bar.left, .top = bar.top + y, .width = bar.width, .height = 1},
               colour_at(colours, share));
  }
  image.frame(bar, kInk);
  const double gap_db = kLevelGap_px / bar.height * (range.high_db - range.low_db);
  for (const Tick& tick : level_ticks(range.low_db, range.high_db, gap_db)) {
    const int y = bar.bottom() - static_cast<int>(range.share_of(tick.place) * bar.height);
    image.fill({.left = bar.right(), .top = y, .width = kTick_px, .height = 1}, kInk);
    draw_text(image, bar.right() + kTick_px + kLabelGap_px, y - kCapHeight_px / 2, Align::kLeft,
              tick.label, kInk);
  }
  draw_text(image, bar.left, bar.top - kLineHeight_px, Align::kLeft, "dB", kInk);
}

}  // namespace

Image draw_spectrogram(const audio::Spectrogram& spectrogram,
                       const audio::FeatureSettings& settings, const PictureOptions& options) {
  const Layout layout(spectrogram);
  const Range range = colour_range(spectrogram);
  Image image(layout.width_px(), layout.height_px());
  draw_plot(image, layout, spectrogram, range, options.colours);
  draw_time_axis(image, layout,
                 {.n_frames = spectrogram.n_frames,
                  .frames_per_second = settings.frames_per_second(),
                  .start_s = options.start_s});
  draw_frequency_axis(image, layout, settings);
  draw_colour_bar(image, layout, range, options.colours);
  draw_text(image, kMargin_px, kMargin_px, Align::kLeft,
            fit_text(options.title, image.width_px() - 2 * kMargin_px), kInk);
  return image;
}

}  // namespace backbeat::apps::picture
