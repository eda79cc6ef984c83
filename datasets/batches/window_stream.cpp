#include "datasets/batches/window_stream.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace backbeat::datasets {

WindowStream::WindowStream(int n_mels, int window_frames, int hop)
    : window_frames_(window_frames), hop_(hop), held_{n_mels, window_frames + hop, {}} {
  assert(0 < hop && hop <= window_frames);
  held_.values.resize(static_cast<std::size_t>(n_mels) *
                      static_cast<std::size_t>(window_frames + hop));
}

void WindowStream::push(const audio::Spectrogram& part, const Sink& sink) {
  assert(part.n_mels == held_.n_mels);
  for (int from = 0; from < part.n_frames;) {
    // The first window is full with its own frames, those after it with a hop more.
    const int full = n_frames() < window_frames_ ? window_frames_ : window_frames_ + hop_;
    const int count = std::min(full - n_held_, part.n_frames - from);
    append(part, from, count);
    from += count;
    if (n_held_ < full) return;
    drop(full - window_frames_);
    sink(first_, held_);
  }
}

void WindowStream::finish(const Sink& sink) {
  if (n_frames() < window_frames_) {
    audio::Spectrogram whole{held_.n_mels, n_held_, {}};
    for (int mel = 0; mel < held_.n_mels; ++mel) {
      const auto row = held_.values.begin() + static_cast<std::ptrdiff_t>(mel) * held_.n_frames;
      whole.values.insert(whole.values.end(), row, row + n_held_);
    }
    sink(first_, whole);
  } else if (n_held_ > window_frames_) {
    drop(n_held_ - window_frames_);
    sink(first_, held_);
  }
}

void WindowStream::append(const audio::Spectrogram& part, int from, int count) {
  for (std::ptrdiff_t mel = 0; mel < held_.n_mels; ++mel) {
    std::copy_n(part.values.begin() + mel * part.n_frames + from, count,
                held_.values.begin() + mel * held_.n_frames + n_held_);
  }
  n_held_ += count;
}

void WindowStream::drop(int count) {
  for (std::ptrdiff_t mel = 0; mel < held_.n_mels; ++mel) {
    const auto row = held_.values.begin() + mel * held_.n_frames;
    std::copy(row + count, row + n_held_, row);
  }
  n_held_ -= count;
  first_ += count;
}

}  // namespace backbeat::datasets
