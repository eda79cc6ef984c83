#include "apps/leakage/heard.h"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace backbeat::apps {

std::vector<audio::Sketch> sketches_of(const LoadedClips& clips) {
  std::vector<audio::Sketch> sketches;
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    sketches.push_back(audio::sketch(clips.features.spectrograms[i]));
  }
  return sketches;
}

void warn_of_heard(const Model& model, const std::string& name, const LoadedClips& clips) {
  if (clips.labelled() == 0) return;
  if (model.heard.empty()) {
    spdlog::warn(
        "{}: does not say which clips it was trained on; judged on those it looks better than it "
        "is",
        name);
    return;
  }
  std::vector<std::size_t> known;
  const std::vector<audio::Sketch> sketches = sketches_of(clips);
  for (std::size_t i = 0; i < clips.labelled(); ++i) {
    const auto is_it = [&](const audio::Sketch& heard) { return audio::alike(heard, sketches[i]); };
    if (std::ranges::any_of(model.heard, is_it)) known.push_back(i);
  }
  if (known.empty()) return;
  spdlog::warn(
      "{}: {} of {} clips sound like clips it was trained on, {} first: on those it shows what it "
      "remembers, not how right it is on other music",
      name, known.size(), clips.labelled(), clips.clips[known.front()].where);
}

}  // namespace backbeat::apps
