#include "apps/model/feature_difference.h"

#include <fmt/format.h>

#include "apps/model/settings_json.h"

namespace backbeat::apps {

std::string difference(const audio::FeatureSettings& found,
                       const audio::FeatureSettings& expected) {
  const nlohmann::json ours = to_json(found);
  const nlohmann::json theirs = to_json(expected);
  for (const auto& [key, value] : ours.items()) {
    if (value != theirs.at(key)) {
      return fmt::format("{}: found {}, expected {}", key, value.dump(), theirs.at(key).dump());
    }
  }
  return {};
}

}  // namespace backbeat::apps
