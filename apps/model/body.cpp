#include "apps/model/body.h"

#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "apps/files/json_text.h"
#include "apps/files/safetensors_file.h"
#include "apps/model/metadata.h"
#include "apps/model/settings_json.h"
#include "apps/model/shapes.h"
#include "datasets/digest.h"

namespace backbeat::apps {
namespace {

constexpr const char* kFormat = "backbeat-body/1";

std::string digest_of(const Body& body) {
  const auto bytes = [](const nn::Buffer& values) {
    return std::string_view(reinterpret_cast<const char*>(values.data()),
                            values.size() * sizeof(nn::real));
  };
  const std::string features = to_json(body.features).dump();
  const std::string network = body.network.text();
  const std::array<std::string_view, 4> pieces{features, network, bytes(body.parameters.phi),
                                               bytes(body.parameters.state)};
  return datasets::fingerprint(pieces);
}

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
    body.digest = digest_of(body);
    return body;
  });
}

}  // namespace backbeat::apps
