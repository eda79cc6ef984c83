#pragma once

#include <string>
#include <vector>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"

// What a model has learnt from, to tell where it is judged on just that.
namespace backbeat::apps {

/// A sketch of each of the clips that a model learns from, in their order.
std::vector<audio::Sketch> sketches_of(const LoadedClips& clips);

/// Warns, naming the model `name`, how many of the labelled `clips`, made with its front end, sound
/// like clips it has learnt from, or that its file does not say.
void warn_of_heard(const Model& model, const std::string& name, const LoadedClips& clips);

}  // namespace backbeat::apps
