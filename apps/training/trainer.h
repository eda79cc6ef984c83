#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"
#include "apps/training/checkpoint.h"
#include "apps/training/epoch_record.h"
#include "apps/training/recipe.h"
#include "datasets/batches/epoch_sampler.h"
#include "datasets/batches/prefetcher.h"
#include "datasets/batches/waveform_windows.h"
#include "datasets/teacher/teacher_targets.h"
#include "nn/graph/workspace.h"
#include "nn/training/weight_average.h"

namespace backbeat::apps {

/// The training loop: forward, loss, backward, step, for every batch of every epoch. The same seed
/// and data give the same bits for any number of threads, and a resumed run equals an uninterrupted
/// one.
class Trainer {
 public:
  /// Keeps references: `model` (whose parameters it trains), `train` and `valid` must outlive it.
  /// `clip_targets` (clips x classes) are the cross-entropy's, each a distribution times the clip's
  /// weight, as nn::CrossEntropy has them; empty: the labels.
  /// `teacher` has targets for the training clips, a part for each output of the model before its
  /// logits; null: none. Throws std::invalid_argument where the recipe asks for waveforms and
  /// `train` has none, or where there are such targets for another loss.
  Trainer(Model& model, const LabelledFeatures& train, const LabelledFeatures& valid,
          const Recipe& recipe, std::vector<float> clip_targets = {},
          const datasets::TeacherTargets* teacher = nullptr);

  /// Whether all epochs are done, or early stopping ended the run.
  bool finished() const;
  /// Trains one epoch, or what is left of it, and validates. `on_batch(clips done)` is called after
  /// each step; where it throws, state() is that after the step.
  /// Throws std::runtime_error where the loss is no longer a number.
  const EpochRecord& run_epoch(const std::function<void(std::size_t)>& on_batch);
  /// Puts the parameters to keep into the model: with early stopping those of the best epoch, else
  /// the weights' average where there is one. Nothing may be trained afterwards.
  void finish();

  const std::vector<EpochRecord>& history() const { return history_; }
  const nn::Workspace::Memory& memory() const { return workspace_.memory(); }

  TrainingState state() const;
  /// Goes on from a state() of the same run. Throws std::invalid_argument where its steps are not
  /// those of its epochs.
  void restore(TrainingState state);

 private:
  void train_batch(const datasets::Batch& batch, double time, double step_length);
  double loss_of(std::span<const float> logits, const datasets::Batch& batch);
  double teacher_loss(const datasets::Batch& batch);
  void validate(EpochRecord& record);
  void remember_best(double valid_loss);

  Model& model_;
  const LabelledFeatures& valid_;
  Recipe recipe_;
  std::optional<datasets::WaveformWindows> waveforms_;
  datasets::EpochSampler sampler_;
  std::optional<datasets::Prefetcher> batches_;  ///< from the first epoch that is run
  nn::Schedule schedule_;
  std::unique_ptr<nn::Optimizer> optimizer_;
  nn::Workspace workspace_;
  nn::Buffer d_phi_;
  std::vector<float> class_weights_;
  bool labels_only_;                 ///< no clip has another target than its label
  std::vector<float> clip_targets_;  ///< (clips, classes)
  const datasets::TeacherTargets* teacher_;

  std::optional<nn::WeightAverage> average_;  ///< with --ema: what is validated and kept
  std::vector<EpochRecord> history_;
  EpochSums begun_;  ///< of the epoch at work
  nn::Parameters best_;
  double best_valid_loss_ = std::numeric_limits<double>::infinity();
  int best_epoch_ = 0;
};

}  // namespace backbeat::apps
