#include "apps/training/question.h"

#include "apps/training/embedding.h"
#include "apps/training/head.h"

namespace backbeat::apps {

Question::Question(const Model& model, const Start& start, const LoadedClips& clips)
    : model_(model), clips_(clips) {
  if (!start.body || !has_frozen_body(model.network)) return;
  head_.emplace(head_of(model));
  embedded_ = embedded(start, clips);
}

}  // namespace backbeat::apps
