#pragma once

#include <span>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/batches/normalizer.h"

// Spectrograms to what a network eats: standardised windows of a fixed number of frames.
namespace backbeat::datasets {

/// Copies the `n_frames` frames that begin at `first` into `out` (n_mels x n_frames, row-major).
/// Frames past the end begin again at the first one: a short clip is tiled.
void copy_frames(const audio::Spectrogram& spectrogram, int first, int n_frames,
                 std::span<float> out);

/// copy_frames(), standardised: what a network sees of a clip.
void copy_window(const audio::Spectrogram& spectrogram, const Normalizer& normalizer, int first,
                 int n_frames, std::span<float> out);

/// First frames of the windows that cover a clip, `hop` apart; the last one is moved back to end
/// with the clip. A clip shorter than a window has one, at 0.
std::vector<int> window_starts(int clip_frames, int window_frames, int hop);

}  // namespace backbeat::datasets
