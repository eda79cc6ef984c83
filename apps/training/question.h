#pragma once

#include <optional>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"
#include "apps/training/start.h"

namespace backbeat::apps {

/// A model and the clips that it is asked about. Where its body has stayed as it was, these are its
/// head and what the body says of the clips: the answers are the same, and the body is asked about
/// each clip once for all models on it.
class Question {
 public:
  /// Keeps references: `model`, which began with `start`, and `clips` must outlive it.
  Question(const Model& model, const Start& start, const LoadedClips& clips);

  const Model& model() const { return head_ ? *head_ : model_; }
  const LoadedClips& clips() const { return head_ ? embedded_ : clips_; }

 private:
  const Model& model_;
  const LoadedClips& clips_;
  std::optional<Model> head_;
  LoadedClips embedded_;  ///< where there is a head
};

}  // namespace backbeat::apps
