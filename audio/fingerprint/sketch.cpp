#include "audio/fingerprint/sketch.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

constexpr double kLowest_db = -110.0;

std::uint8_t to_steps(double level_db) {
  return static_cast<std::uint8_t>(
      std::clamp(std::round((level_db - kLowest_db) / kSketchStep_db), 0.0, 255.0));
}

}  // namespace

Sketch sketch(const Spectrogram& spectrogram) {
  Sketch levels{};
  const auto groups = static_cast<int>(levels.size());
  for (int g = 0; g < groups; ++g) {
    // At least one band each, where there are fewer bands than groups.
    const int first = g * spectrogram.n_mels / groups;
    const int last = std::max(first + 1, (g + 1) * spectrogram.n_mels / groups);
    const auto begin = spectrogram.values.begin() + std::ptrdiff_t{first} * spectrogram.n_frames;
    const auto end = spectrogram.values.begin() + std::ptrdiff_t{last} * spectrogram.n_frames;
    levels[static_cast<std::size_t>(g)] =
        to_steps(std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin));
  }
  return levels;
}

bool alike(const Sketch& a, const Sketch& b) {
  for (std::size_t g = 0; g < a.size(); ++g) {
    if (std::abs(int{a[g]} - int{b[g]}) > 1) return false;
  }
  return true;
}

std::string to_text(const Sketch& sketch) {
  std::string text;
  for (const std::uint8_t level : sketch) text += fmt::format("{:02x}", level);
  return text;
}

Sketch sketch_from_text(const std::string& text) {
  Sketch sketch{};
  bool good = text.size() == 2 * sketch.size();
  for (std::size_t g = 0; good && g < sketch.size(); ++g) {
    const char* const begin = text.data() + 2 * g;
    const auto [end, error] = std::from_chars(begin, begin + 2, sketch[g], 16);
    good = error == std::errc() && end == begin + 2;
  }
  if (good) return sketch;
  throw std::invalid_argument(
      fmt::format("sketch: found '{}', expected {} hexadecimal digits", text, 2 * sketch.size()));
}

}  // namespace backbeat::audio
