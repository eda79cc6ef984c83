#include "apps/training/teaching.h"

#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "nn/graph/heads.h"

namespace backbeat::apps {
namespace {

/// The same model with the parameters that `network` has in common with its own, else those that
/// `seed` gives.
void change_network(Model& model, nn::Network network, std::uint64_t seed) {
  nn::Parameters parameters = network.initialise(seed);
  nn::copy_common(model.network, model.parameters, network, parameters);
  model.network = std::move(network);
  model.parameters = std::move(parameters);
}

}  // namespace

std::unique_ptr<datasets::TeacherTargets> teacher_targets(const Model& model,
                                                          const std::vector<datasets::Clip>& clips,
                                                          const Teaching& teaching) {
  if (!teaching.teacher) return nullptr;
  datasets::AskTeacher ask;
  if (const auto& asked = teaching.asked) {
    asked->hear(clips);
    ask = [asked, rate = model.features.sample_rate_hz](auto sounds) {
      return asked->answers(sounds, rate);
    };
  }
  auto targets = std::make_unique<datasets::TeacherTargets>(
      *teaching.teacher, clips,
      datasets::TeacherTargets::Options{.frames_per_s = model.features.frames_per_second(),
                                        .window_frames = model.window_frames(),
                                        .ask = std::move(ask)});
  if (targets->clips_with_targets() > 0) return targets;
  throw datasets::ManifestError(fmt::format(
      "{}: found answers about none of the {} training clips, expected some; its tables' paths are "
      "compared with the clips' from the end: {}",
      teaching.source, clips.size(), clips.front().path.string()));
}

void add_heads(Model& model, const std::vector<datasets::TeacherPart>& parts, std::uint64_t seed) {
  std::vector<nn::Head> heads;
  for (const datasets::TeacherPart& part : parts) {
    heads.push_back({.name = "teacher_" + part.name, .outputs = part.columns});
  }
  change_network(model, nn::with_heads(model.network, heads), seed);
}

void drop_heads(Model& model, const std::string& text) {
  change_network(model, nn::Network::parse(text), 0);
}

}  // namespace backbeat::apps
