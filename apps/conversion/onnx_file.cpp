#include "apps/conversion/onnx_file.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "apps/model/settings_json.h"
#include "nn/onnx/export.h"
#include "nn/onnx/import.h"

namespace backbeat::apps {

std::string onnx_of(const Model& model, const std::string& card) {
  nn::OnnxExport options{
      .temperature = model.calibration.temperature,
      .metadata = {{"labels", json_text(nlohmann::json(model.labels))},
                   {"front_end", to_json(model.features).dump()},
                   {"normalizer", to_json(model.normalizer).dump()},
                   {"temperature", fmt::format("{}", model.calibration.temperature)},
                   {"threshold", fmt::format("{}", model.calibration.threshold)}}};
  if (!card.empty()) options.metadata["model_card"] = card;
  return nn::to_onnx(model.network, model.parameters, options);
}

std::string onnx_of(const Body& body) {
  nn::OnnxExport options{.temperature = {}, .metadata = body.about};
  options.metadata["front_end"] = to_json(body.features).dump();
  return nn::to_onnx(body.network, body.parameters, options);
}

ImportedBody import_onnx(const std::filesystem::path& path, const audio::FeatureSettings& features,
                         std::optional<int> frames, const std::string& output) {
  nn::ImportedNetwork imported =
      nn::from_onnx(path, {.bands = features.n_mels, .frames = frames, .output = output});
  ImportedBody result{.body = {.features = features,
                               .network = std::move(imported.network),
                               .parameters = std::move(imported.parameters),
                               .about = {},
                               .digest = {}},
                      .frames_first = imported.frames_first,
                      .notes = std::move(imported.notes)};
  for (const char* key : {"license", "source"}) {
    const auto found = imported.metadata.find(key);
    if (found != imported.metadata.end()) result.body.about[key] = found->second;
  }
  return result;
}

}  // namespace backbeat::apps
