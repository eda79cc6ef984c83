#include "apps/model/front_ends.h"

#include <algorithm>

namespace backbeat::apps {

FrontEnds::FrontEnds(std::span<const Model> models) {
  for (const Model& model : models) {
    const auto found = std::ranges::find(settings_, model.features);
    of_model_.push_back(static_cast<std::size_t>(found - settings_.begin()));
    if (found == settings_.end()) settings_.push_back(model.features);
  }
}

}  // namespace backbeat::apps
