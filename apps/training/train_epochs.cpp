#include "apps/training/train_epochs.h"

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/cli/interrupt.h"
#include "apps/cli/progress.h"
#include "apps/training/checkpoint.h"
#include "apps/training/clip_targets.h"
#include "apps/training/trainer.h"
#include "nn/errors.h"

namespace backbeat::apps {
namespace {

std::string memory_line(const nn::Network& network, const nn::Workspace::Memory& m) {
  const auto mib = [](std::size_t bytes) { return static_cast<double>(bytes) / 0x1p20; };
  const double parameters = mib(network.phi_size() * sizeof(nn::real));
  return fmt::format("memory of a step: {:.1f} MiB parameters, {:.1f} their gradients; at most ",
                     parameters, parameters) +
         fmt::format("{:.1f} activations, {:.1f} their gradients, {:.1f} caches, {:.1f} scratch, ",
                     mib(m.activations), mib(m.gradients), mib(m.caches), mib(m.scratch)) +
         fmt::format("together {:.1f}", mib(m.total));
}

/// A trainer, and one after it where the body begins to learn: a network says which of its
/// parameters are frozen, and does not change.
class Trainers {
 public:
  Trainers(Model& model, const Sides& sides, const datasets::TeacherTargets* targets,
           const FitOptions& options)
      : model_(model), sides_(sides), targets_(targets), options_(options) {
    begin();
  }

  Trainer& now() { return *trainer_; }

  /// Lets the body learn from here on where its time has come.
  void thaw_if_due() {
    const std::optional<Thawing>& thawing = options_.start.thawing;
    const bool is_due = thawing && std::ssize(now().history()) >= thawing->after;
    if (!is_due || !has_frozen_body(model_.network)) return;
    TrainingState state = now().state();
    trainer_.reset();
    model_.network = thaw(model_.network, thawing->until);
    begin();
    now().restore(std::move(state));
  }

 private:
  void begin() {
    trainer_.emplace(model_, sides_.train.features, sides_.valid.features, options_.recipe,
                     targets_of_clips(model_.labels, sides_.train, options_, targets_), targets_);
  }

  Model& model_;
  const Sides& sides_;
  const datasets::TeacherTargets* targets_;
  const FitOptions& options_;
  std::optional<Trainer> trainer_;
};

void resume(const Checkpoints& checkpoints, const nlohmann::json& identity, Trainer& trainer) {
  TrainingState state = read_checkpoint(checkpoints.resume, identity, trainer.state());
  try {
    trainer.restore(std::move(state));
  } catch (const std::invalid_argument& error) {
    throw nn::FormatError(fmt::format("{}: {}", checkpoints.resume.string(), error.what()));
  }
}

}  // namespace

std::vector<EpochRecord> train_epochs(Model& model, const Sides& sides,
                                      const datasets::TeacherTargets* targets,
                                      const nlohmann::json& identity, const FitOptions& options,
                                      EpochLog& log) {
  Trainers trainers(model, sides, targets, options);
  spdlog::log(log.level(), "{}", memory_line(model.network, trainers.now().memory()));
  const Checkpoints checkpoints = checkpoints_of(options);
  if (!checkpoints.resume.empty()) resume(checkpoints, identity, trainers.now());
  for (const EpochRecord& record : trainers.now().history()) log.repeat(record);
  const int epochs = options.recipe.epochs;
  const auto write = [&] { write_checkpoint(checkpoints.path, identity, trainers.now().state()); };
  while (!trainers.now().finished()) {
    trainers.thaw_if_due();
    Trainer& trainer = trainers.now();
    const int epoch = static_cast<int>(trainer.history().size()) + 1;
    Progress progress(fmt::format("epoch {}/{}", epoch, epochs), sides.train.clips.size());
    try {
      trainer.run_epoch([&](std::size_t done) { progress.update(done); });
    } catch (const Interrupted&) {
      progress.clear();
      if (checkpoints.path.empty()) throw;
      write();
      spdlog::warn("interrupted in epoch {}; the same command{} goes on from here", epoch,
                   options.kept.empty() ? " with --resume " + checkpoints.path.string() : "");
      throw;
    }
    progress.clear();
    log.write(trainer.history().back(), epochs);
    if (checkpoints.every > 0 && epoch % checkpoints.every == 0) {
      log.attempt(checkpoints.path.string(), write);
    }
  }
  trainers.now().finish();
  return trainers.now().history();
}

Checkpoints checkpoints_of(const FitOptions& options) {
  Checkpoints checkpoints = options.checkpoints;
  if (options.kept.empty()) return checkpoints;
  checkpoints.path = options.kept.string() + ".checkpoint";
  if (std::filesystem::exists(checkpoints.path)) checkpoints.resume = checkpoints.path;
  return checkpoints;
}

}  // namespace backbeat::apps
