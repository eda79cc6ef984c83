#include "datasets/dataset.h"

#include <algorithm>

namespace backbeat::datasets {

const char* to_text(Side side) {
  if (side == Side::kTrain) return "train";
  return side == Side::kValid ? "valid" : "test";
}

std::optional<int> Dataset::label_index(const std::string& label) const {
  const auto found = std::lower_bound(labels.begin(), labels.end(), label);
  if (found == labels.end() || *found != label) return std::nullopt;
  return static_cast<int>(found - labels.begin());
}

}  // namespace backbeat::datasets
