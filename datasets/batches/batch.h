#pragma once

#include <functional>
#include <span>
#include <vector>

namespace backbeat::datasets {

/// What a training step sees.
struct Batch {
  std::vector<float> inputs;        ///< (size, n_mels, n_frames)
  std::vector<int> labels;          ///< size of them; -1: none
  std::vector<int> clips;           ///< their positions in the list that the sampler was given
  std::vector<float> first_frames;  ///< where their windows begin in them
  /// Where clips are mixed, else empty: the target of clip i is lambda_i its own label and
  /// 1 - lambda_i its partner's.
  std::vector<int> partners;  ///< their positions, as `clips`
  std::vector<int> partner_labels;
  std::vector<float> partner_first_frames;
  std::vector<float> lambdas;
  /// Where a teacher was asked about what is heard in these windows: its answers, (size, columns).
  std::vector<float> answers;
};

/// What a teacher says of sounds at the front end's sample rate: (sounds, columns). Called from the
/// thread that makes a batch.
using AskTeacher = std::function<std::vector<float>(std::span<const std::vector<float>> sounds)>;

}  // namespace backbeat::datasets
