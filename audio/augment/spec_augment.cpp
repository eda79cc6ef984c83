#include "audio/augment/spec_augment.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace backbeat::audio {
namespace {

struct Mask {
  std::size_t begin;
  std::size_t size;
};

Mask draw_mask(std::size_t length, double widest, Random& random) {
  const auto limit = static_cast<std::size_t>(widest * static_cast<double>(length));
  const std::size_t size = random.below(limit + 1);
  return {.begin = random.below(length - size + 1), .size = size};
}

}  // namespace

void spec_augment(std::span<float> window, int n_mels, Random& random,
                  const SpecAugmentOptions& options, float fill) {
  const auto bands = static_cast<std::size_t>(n_mels);
  assert(n_mels > 0 && window.size() % bands == 0);
  const std::size_t frames = window.size() / bands;
  for (int i = 0; i < options.frequency_masks; ++i) {
    const Mask mask = draw_mask(bands, options.widest_frequency_mask, random);
    std::ranges::fill(window.subspan(mask.begin * frames, mask.size * frames), fill);
  }
  for (int i = 0; i < options.time_masks; ++i) {
    const Mask mask = draw_mask(frames, options.widest_time_mask, random);
    for (std::size_t band = 0; band < bands; ++band) {
      std::ranges::fill(window.subspan(band * frames + mask.begin, mask.size), fill);
    }
  }
}

}  // namespace backbeat::audio
