// What models that answer together need of a recording.

#include "apps/model/front_ends.h"

#include <gmock/gmock.h>

#include "tests/unit/apps/model/model_support.h"

namespace backbeat::apps {
namespace {

TEST(FrontEnds, AreDistinctAndInTheModelsOrder) {
  std::vector<Model> models;
  for (const double fmin_hz : {40.0, 0.0, 40.0, 0.0, 20.0}) {
    models.push_back(small_model({"a", "b"}));
    models.back().features.fmin_hz = fmin_hz;
  }
  models[1].features.n_mels = 3;
  const FrontEnds front_ends(models);
  EXPECT_THAT(front_ends.settings(), testing::ElementsAre(models[0].features, models[1].features,
                                                          models[3].features, models[4].features));
  for (std::size_t m = 0; m < models.size(); ++m)
    EXPECT_EQ(front_ends.settings()[front_ends.of(m)], models[m].features) << "model " << m;
}

}  // namespace
}  // namespace backbeat::apps
