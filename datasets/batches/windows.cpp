#include "datasets/batches/windows.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace backbeat::datasets {

void copy_frames(const audio::Spectrogram& spectrogram, int first, int n_frames,
                 std::span<float> out) {
  const auto clip_frames = static_cast<std::size_t>(spectrogram.n_frames);
  const auto window_frames = static_cast<std::size_t>(n_frames);
  const auto n_mels = static_cast<std::size_t>(spectrogram.n_mels);
  assert(first >= 0 && clip_frames > 0 && out.size() == n_mels * window_frames);
  for (std::size_t mel = 0; mel < n_mels; ++mel) {
    const float* const band = spectrogram.values.data() + mel * clip_frames;
    float* const row = out.data() + mel * window_frames;
    std::size_t frame = static_cast<std::size_t>(first) % clip_frames;
    for (std::size_t t = 0; t < window_frames; ++t) {
      row[t] = band[frame];
      if (++frame == clip_frames) frame = 0;
    }
  }
}

void copy_window(const audio::Spectrogram& spectrogram, const Normalizer& normalizer, int first,
                 int n_frames, std::span<float> out) {
  copy_frames(spectrogram, first, n_frames, out);
  normalizer.apply(out);
}

std::vector<int> window_starts(int clip_frames, int window_frames, int hop) {
  assert(hop > 0);
  std::vector<int> starts = {0};
  const int last = clip_frames - window_frames;
  while (starts.back() < last) starts.push_back(std::min(starts.back() + hop, last));
  return starts;
}

}  // namespace backbeat::datasets
