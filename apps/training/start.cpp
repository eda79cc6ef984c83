#include "apps/training/start.h"

#include <utility>

#include "apps/files/shipped_files.h"
#include "apps/model/shapes.h"
#include "apps/training/fine_tuning.h"

namespace backbeat::apps {

std::vector<std::string> labels_of(const Start& start, const std::vector<std::string>& labels) {
  return start.model && start.keeps_labels ? joined_labels(*start.model, labels) : labels;
}

nn::Network read_network(const Start& start, const audio::FeatureSettings& features,
                         const std::vector<std::string>& labels) {
  if (start.model) return network_for(*start.model, labels);
  if (start.body) {
    nn::Network network = with_head(start.body->network, start.head.value_or(Head()),
                                    static_cast<int>(labels.size()));
    if (!start.thawing) return network;
    nn::Network thawed = thaw(network, start.thawing->until);
    return start.thawing->after > 0 ? std::move(network) : std::move(thawed);
  }
  const auto path = find_network(start.net);
  nn::Network network = nn::Network::parse(read_text(path), path.filename().string(),
                                           {{"classes", static_cast<int>(labels.size())}});
  check_shapes(network, features, labels);
  return network;
}

}  // namespace backbeat::apps
