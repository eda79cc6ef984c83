#include "apps/model/body.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "apps/files/safetensors_file.h"
#include "apps/model/metadata.h"
#include "apps/model/model.h"
#include "apps/model/settings_json.h"
#include "datasets/digest.h"

namespace backbeat::apps {
namespace {

constexpr const char* kFormat = "backbeat-body/1";

}  // namespace

void save_body(const std::filesystem::path& path, const Body& body) {
  nn::TensorFile file;
  file.metadata = {{"format", kFormat},
                   {"network", body.network.text()},
                   {"features", to_json(body.features).dump()},
                   {"about", json_text(nlohmann::json(body.about))}};
  nn::store(body.network, body.parameters, file);
  write_safetensors(path, std::move(file));
}

bool is_body(const std::filesystem::path& path) {
  try {
    const auto metadata = nn::SafetensorsReader(path).metadata();
    const auto format = metadata.find("format");
    return format != metadata.end() && format->second == kFormat;
  } catch (const nn::FormatError&) {
    return false;
  }
}

Body load_body(const std::filesystem::path& path) {
  const CheckedFile file(path, kFormat);
  return reading_metadata(file.source(), [&] {
    Body body{.features = features_from_json(file.json("features")),
              .network = file.network(),
              .parameters = {},
              .about = file.json("about").get<std::map<std::string, std::string>>(),
              .digest = {}};
    check_input_shape(body.network, body.features);
    body.parameters = nn::load(body.network, file.tensors(), file.source());
    body.digest = datasets::fingerprint(std::span<const float>(body.parameters.phi));
    return body;
  });
}

}  // namespace backbeat::apps
