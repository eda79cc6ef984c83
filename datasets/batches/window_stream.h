#pragma once

#include <functional>

#include "audio/features/log_mel.h"

namespace backbeat::datasets {

/// A spectrogram that arrives in parts of any size, cut into the windows of window_starts(). Holds
/// one window and a hop of it, however long the recording is.
class WindowStream {
 public:
  /// Takes a window: columns 0 to window_frames of `held`, whose first is frame `first` of the
  /// recording. Only a recording shorter than a window has fewer.
  using Sink = std::function<void(int first, const audio::Spectrogram& held)>;

  WindowStream(int n_mels, int window_frames, int hop);

  /// Calls `sink` for each window that `part`, the frames after those before, completes.
  void push(const audio::Spectrogram& part, const Sink& sink);
  /// The recording ends here: calls `sink` for the last window, unless it was the one before.
  void finish(const Sink& sink);

  /// Frames of the recording so far.
  int n_frames() const { return first_ + n_held_; }

 private:
  void append(const audio::Spectrogram& part, int from, int count);
  void drop(int count);

  int window_frames_;
  int hop_;
  audio::Spectrogram held_;  // n_held_ columns of it
  int n_held_ = 0;
  int first_ = 0;  // frame of the recording that column 0 is: where the last window began
};

}  // namespace backbeat::datasets
