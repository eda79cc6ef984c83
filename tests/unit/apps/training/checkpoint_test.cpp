// Checkpoints: what was written comes back, and no damaged one is gone on from.

#include "apps/training/checkpoint.h"

#include <cmath>
#include <fstream>
#include <functional>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "nn/errors.h"
#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::apps {
namespace {

using ::testing::HasSubstr;

const nlohmann::json kIdentity = {{"options", {{"lr", 0.1}}}};

TrainingState some_state() {
  const nn::Parameters parameters{.phi = {1, 2, 3}, .state = {4}};
  return {.history = {{.epoch = 1, .train_loss = 0.5}, {.epoch = 2, .train_loss = 0.25}},
          .steps = 20,
          .best_epoch = 2,
          .best_valid_loss = 0.75,
          .parameters = parameters,
          .best = parameters,
          .average = parameters,
          .optimizer = {{"momentum", {5, 6, 7}}}};
}

class CheckpointFile : public ::testing::Test {
 protected:
  TrainingState read() const { return read_checkpoint(path_, kIdentity, some_state()); }
  /// What reading a state says that `damage` was done to.
  std::string refusal_after(const std::function<void(TrainingState&)>& damage) const {
    TrainingState state = some_state();
    damage(state);
    write_checkpoint(path_, kIdentity, state);
    return testing::message_of<nn::FormatError>([&] { read(); });
  }

  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_ / "c.checkpoint";
};

TEST_F(CheckpointFile, HoldsTheWholeState) {
  write_checkpoint(path_, kIdentity, some_state());
  const TrainingState state = read();
  EXPECT_EQ(state.history.size(), 2U);
  EXPECT_EQ(state.history[1].train_loss, 0.25);
  EXPECT_EQ(state.steps, 20);
  EXPECT_EQ(state.best_epoch, 2);
  EXPECT_EQ(state.best_valid_loss, 0.75);
  EXPECT_EQ(state.parameters.phi, (nn::Buffer{1, 2, 3}));
  EXPECT_EQ(state.average->state, nn::Buffer{4});
  EXPECT_EQ(state.optimizer[0].values, (nn::Buffer{5, 6, 7}));
}

TEST_F(CheckpointFile, RefusesNumbersThatAreNotFinite) {
  const auto nan = std::nanf("");
  EXPECT_THAT(refusal_after([&](TrainingState& s) { s.parameters.phi[1] = nan; }),
              HasSubstr("c.checkpoint: tensor 'phi': found nan at position 1"));
  EXPECT_THAT(refusal_after([&](TrainingState& s) { s.average->phi[0] = HUGE_VALF; }),
              HasSubstr("tensor 'average.phi': found inf"));
  EXPECT_THAT(refusal_after([&](TrainingState& s) { s.best.state[0] = nan; }),
              HasSubstr("tensor 'best.state'"));
  EXPECT_THAT(refusal_after([&](TrainingState& s) { s.optimizer[0].values[2] = nan; }),
              HasSubstr("tensor 'optimizer.momentum'"));
}

TEST_F(CheckpointFile, RefusesCountsThatAreNone) {
  EXPECT_THAT(refusal_after([](TrainingState& s) { s.steps = -1; }), HasSubstr("found -1 steps"));
  EXPECT_THAT(refusal_after([](TrainingState& s) { s.best_epoch = -5; }),
              HasSubstr("best epoch -5 of 2"));
  EXPECT_THAT(refusal_after([](TrainingState& s) { s.best_epoch = 3; }),
              HasSubstr("best epoch 3 of 2"));
}

}  // namespace
}  // namespace backbeat::apps
