#pragma once

namespace backbeat::apps::picture {

/// One axis of a spectrogram in pixels. Its cells (frames, mel bands) are few and each is widened
/// to the same number of pixels, or they are many and the same number share a pixel.
class PixelScale {
 public:
  struct Options {
    int cells = 1;        ///< 1 or more
    int widen_to_px = 1;  ///< cells are widened while the axis is not longer than this
    int most_px = 1;      ///< cells share pixels where the axis would be longer than this
  };
  explicit PixelScale(const Options& options);

  int length_px() const { return length_px_; }
  double px_per_cell() const { return static_cast<double>(widened_) / shared_; }

  /// Where a place on the axis lies, in pixels from its start. Cell i reaches from i to i + 1.
  double px_of(double place) const { return place * px_per_cell(); }

  /// Cells from `first` to before `end`.
  struct Cells {
    int first = 0;
    int end = 0;
  };
  /// The cells that pixel 0 ... length_px() - 1 shows: one or more.
  Cells cells_at(int px) const;

 private:
  int cells_;
  int widened_;  ///< pixels a cell, or 1
  int shared_;   ///< cells a pixel, or 1
  int length_px_;
};

}  // namespace backbeat::apps::picture
