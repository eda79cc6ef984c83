#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace backbeat::apps::picture {

/// A colour in sRGB, 0 to 255.
struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Rgb&) const = default;
};

/// A rectangle of pixels. x counts to the right, y down.
struct Box {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;

  int right() const { return left + width; }   ///< one past the last column
  int bottom() const { return top + height; }  ///< one past the last row
};

/// Pixels, row-major, the top row first; white to begin with. What is drawn outside is not seen.
class Image {
 public:
  Image(int width_px, int height_px);

  int width_px() const { return width_px_; }
  int height_px() const { return height_px_; }
  const std::vector<Rgb>& pixels() const { return pixels_; }

  /// The colour at a place inside the image.
  Rgb at(int x, int y) const { return pixels_[index(x, y)]; }
  void set(int x, int y, Rgb colour);
  void fill(const Box& box, Rgb colour);
  /// A line of one pixel around `box`, outside of it.
  void frame(const Box& box, Rgb colour);

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px_) +
           static_cast<std::size_t>(x);
  }

  int width_px_;
  int height_px_;
  std::vector<Rgb> pixels_;
};

}  // namespace backbeat::apps::picture
