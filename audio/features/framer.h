#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/features/feature_settings.h"

namespace backbeat::audio {

/// A signal that arrives in blocks, cut into overlapping frames: frame t is centred on sample
/// t * hop_length of the signal. Outside the signal the samples are 0 (kConstant), or the signal
/// mirrored at its first and last sample, as often as it takes where it is shorter than half a
/// frame. With kNone frame t begins at that sample, and the last frame ends with the signal or
/// before; a signal shorter than a frame has one, with 0 after it. Holds no more samples than the frames that are asked for at once, and a block.
class Framer {
 public:
  Framer(int frame_length, int hop_length, PadMode pad_mode);

  void push(std::span<const float> block);
  /// The signal ends here: nothing may be pushed any more.
  void finish();

  /// The next `count` samples from the beginning of the next frame on; empty where they are not
  /// all there. After finish() they always are: 0 follows the padded signal.
  std::span<const float> peek(std::size_t count);
  /// Moves on by `frames` frames.
  void advance(std::size_t frames);

  /// Of the n samples pushed so far: 1 + n / hop_length, or 1 + (n - frame_length) / hop_length
  /// where they are not centred.
  std::size_t n_frames() const;

 private:
  void pad_begin();
  void pad_end();

  std::size_t frame_length_;
  std::size_t hop_length_;
  std::size_t margin_;  // samples of padding at either end: half a frame, or none
  PadMode pad_mode_;
  std::vector<float> samples_;  // padded signal, what is behind us dropped
  std::size_t next_ = 0;        // where in samples_ the next frame begins; may be past its end
  std::size_t pushed_ = 0;
  bool begun_ = false;  // the padding at the beginning is there
  bool finished_ = false;
};

}  // namespace backbeat::audio
