#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "apps/model/model.h"

namespace backbeat::apps {

/// The distinct front ends of models that answer together: what a recording's spectrograms are made
/// by, each once for all models that have it.
class FrontEnds {
 public:
  /// Of one model or more.
  explicit FrontEnds(std::span<const Model> models);

  /// In the order of the first models that have them.
  const std::vector<audio::FeatureSettings>& settings() const { return settings_; }
  /// The position in settings() of the front end that model `m` has.
  std::size_t of(std::size_t m) const { return of_model_[m]; }

 private:
  std::vector<audio::FeatureSettings> settings_;
  std::vector<std::size_t> of_model_;
};

}  // namespace backbeat::apps
