#include "apps/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "apps/model/ensemble.h"
#include "datasets/batches/label_targets.h"
#include "nn/hash.h"
#include "nn/metrics/metrics.h"
#include "nn/training/loss.h"

namespace backbeat::apps {
namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// What makes the batches where waveforms are augmented.
std::optional<datasets::WaveformWindows> waveform_windows(const Model& model,
                                                          const LabelledFeatures& train,
                                                          const Recipe& recipe) {
  if (!recipe.augment.needs_waveforms() || !train.waveforms) return std::nullopt;
  return std::make_optional<datasets::WaveformWindows>(
      *train.waveforms, model.features,
      datasets::WaveformWindows::Options{
          .n_frames = model.window_frames(), .seed = recipe.seed, .augment = recipe.augment});
}

[[noreturn]] void diverged(int epoch, const char* what, double loss) {
  throw std::runtime_error(
      fmt::format("training: epoch {}: found {} {}, expected numbers; try a smaller --lr or "
                  "--clip-norm 1",
                  epoch, what, loss));
}

}  // namespace

Trainer::Trainer(Model& model, const LabelledFeatures& train, const LabelledFeatures& valid,
                 const Recipe& recipe, std::vector<float> clip_targets,
                 const datasets::TeacherTargets* teacher)
    : model_(model),
      valid_(valid),
      recipe_(recipe),
      waveforms_(waveform_windows(model, train, recipe)),
      sampler_(train.spectrograms, train.labels, model.normalizer,
               {.batch_size = recipe.batch_size,
                .n_frames = model.window_frames(),
                .seed = recipe.seed,
                .augment = recipe.augment,
                .floor_db = 10.0 * std::log10(model.features.floor),
                .ask = teacher == nullptr ? datasets::AskTeacher() : teacher->ask()},
               waveforms_ ? &*waveforms_ : nullptr),
      schedule_(make_schedule(recipe)),
      optimizer_(make_optimizer(recipe, model.network)),
      workspace_(model.network, {.max_batch = recipe.batch_size,
                                 .backward = true,
                                 .once = true,
                                 .recompute = recipe.recompute}),
      d_phi_(model.network.phi_size()),
      labels_only_(clip_targets.empty()),
      clip_targets_(labels_only_ ? datasets::clip_targets(train.labels, {}, model.labels.size())
                                 : std::move(clip_targets)),
      teacher_(teacher) {
  if (!labels_only_ && recipe.loss != Recipe::Loss::kCrossEntropy) {
    throw std::invalid_argument(
        "--loss mse: found it with --group-balance or --teacher-share, expected cross_entropy");
  }
  if (recipe.ema > 0.0) average_.emplace(recipe.ema, model.parameters);
  if (recipe.class_weights > 0.0) {
    class_weights_ =
        datasets::class_weights(train.labels, model.labels.size(), recipe.class_weights);
  }
}

bool Trainer::finished() const {
  const int epoch = static_cast<int>(history_.size());
  const bool stopped = recipe_.early_stop > 0 && !valid_.empty() && epoch > 0 &&
                       epoch - best_epoch_ >= recipe_.early_stop;
  return epoch >= recipe_.epochs || stopped;
}

const EpochRecord& Trainer::run_epoch(const std::function<void(std::size_t)>& on_batch) {
  const int epoch = static_cast<int>(history_.size());
  const int batches = sampler_.batches_per_epoch();
  const long long first_step = static_cast<long long>(epoch) * batches;
  if (!batches_) {
    batches_.emplace(sampler_, optimizer_->steps,
                     static_cast<std::int64_t>(recipe_.epochs) * batches);
  }
  while (optimizer_->steps < first_step + batches) {
    const Stopwatch watch;
    const datasets::Batch batch = batches_->next();
    begun_.waited_s += watch.seconds();
    const double step_length = 1.0 / batches;
    const auto b = static_cast<double>(optimizer_->steps - first_step);
    train_batch(batch, epoch + b * step_length, step_length);
    begun_.seconds += watch.seconds();
    on_batch(begun_.clips);
  }
  const EpochSums sums = std::exchange(begun_, {});
  const auto labelled = static_cast<double>(sums.labelled);
  EpochRecord record{.epoch = epoch + 1,
                     .train_loss = sums.loss / labelled,
                     .train_accuracy = sums.right / labelled,
                     .lr = schedule_.rate(epoch + (batches - 1.0) / batches, 1.0 / batches),
                     .seconds = sums.seconds,
                     .wait_share = sums.waited_s / sums.seconds,
                     .clips_per_s = static_cast<double>(sums.clips) / sums.seconds};
  if (teacher_ != nullptr) {
    record.teacher_loss = sums.teacher_loss / static_cast<double>(sums.clips);
  }
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::isfinite(record.train_loss) || !std::ranges::all_of(model_.parameters.phi, finite) ||
      !std::ranges::all_of(model_.parameters.state, finite)) {
    diverged(record.epoch, "weights that are none, training loss", record.train_loss);
  }
  // What would be kept if this were the last epoch stands in the model while it is validated.
  if (average_) std::swap(model_.parameters, average_->parameters());
  if (!valid_.empty()) {
    try {
      validate(record);
    } catch (const NoAnswer&) {
      record.valid_loss = std::numeric_limits<double>::quiet_NaN();
    }
    if (!std::isfinite(record.valid_loss)) {
      diverged(record.epoch, "validation loss", record.valid_loss);
    }
  }
  history_.push_back(record);
  if (!valid_.empty()) remember_best(record.valid_loss);
  if (average_) std::swap(model_.parameters, average_->parameters());
  return history_.back();
}

void Trainer::train_batch(const datasets::Batch& batch, double time, double step_length) {
  const nn::Network& network = model_.network;
  const auto key = nn::hash(recipe_.seed, static_cast<std::uint64_t>(optimizer_->steps));
  const auto logits = network.forward(model_.parameters, workspace_, batch.inputs,
                                      static_cast<int>(batch.labels.size()), nn::Mode::kTrain, key);
  const auto labelled = static_cast<std::size_t>(
      std::ranges::count_if(batch.labels, [](int label) { return label >= 0; }));
  begun_.right += nn::count_right(logits, batch.labels);
  begun_.loss += loss_of(logits, batch) * static_cast<double>(labelled);
  begun_.labelled += labelled;
  begun_.clips += batch.clips.size();
  if (teacher_ != nullptr) {
    begun_.teacher_loss += teacher_loss(batch) * static_cast<double>(batch.clips.size());
  }
  std::fill(d_phi_.begin(), d_phi_.end(), 0.0F);
  network.backward(model_.parameters, workspace_, d_phi_);
  if (recipe_.clip_norm > 0.0) nn::clip_gradient(d_phi_, recipe_.clip_norm);
  optimizer_->step(model_.parameters.phi, d_phi_, schedule_.rate(time, step_length));
  network.update_state(workspace_, model_.parameters);
  if (average_) average_->update(model_.parameters, optimizer_->steps);
}

/// The weighted sum of the parts' losses, whose gradient counts teacher_weight times.
double Trainer::teacher_loss(const datasets::Batch& batch) {
  double sum = 0.0;
  for (std::size_t p = 0; p < teacher_->parts().size(); ++p) {
    const datasets::TeacherPart& part = teacher_->parts()[p];
    const std::size_t output = model_.network.outputs()[p];
    const datasets::TeacherTargets::OfPart targets = teacher_->of(batch, part);
    const nn::SoftTargets soft{.values = targets.values, .weights = targets.weights};
    const auto answers = workspace_.activation(output);
    const auto d_output = workspace_.output_gradient(output);
    const double loss = part.loss == datasets::TeacherPart::Loss::kMeanSquaredError
                            ? nn::mean_squared_error(answers, soft, d_output)
                            : nn::binary_cross_entropy(answers, soft, d_output);
    sum += part.weight * loss;
    const auto weight = static_cast<float>(recipe_.teacher_weight * part.weight);
    for (float& d : d_output) d *= weight;
  }
  return sum;
}

double Trainer::loss_of(std::span<const float> logits, const datasets::Batch& batch) {
  const std::size_t classes = model_.labels.size();
  const auto d_logits = workspace_.output_gradient();
  if (recipe_.loss == Recipe::Loss::kMeanSquaredError) {
    return nn::mean_squared_error(logits,
                                  {.values = datasets::dense_targets(batch, clip_targets_, classes),
                                   .weights = datasets::label_weights(batch)},
                                  d_logits);
  }
  const nn::CrossEntropy cross_entropy{.label_smoothing = recipe_.label_smoothing,
                                       .class_weights = class_weights_};
  if (batch.lambdas.empty() && labels_only_) {
    return cross_entropy(logits, batch.labels, d_logits);
  }
  return cross_entropy(logits, datasets::dense_targets(batch, clip_targets_, classes),
                       static_cast<int>(classes), d_logits);
}

void Trainer::validate(EpochRecord& record) {
  std::vector<float> probabilities;
  for (const Answer& answer : classify_all(model_, valid_.spectrograms)) {
    probabilities.insert(probabilities.end(), answer.probabilities.begin(),
                         answer.probabilities.end());
  }
  const nn::Evaluation evaluation =
      nn::evaluate(valid_.labels, probabilities, static_cast<int>(model_.labels.size()), 0);
  record.valid_loss = evaluation.log_loss;
  record.valid_accuracy = evaluation.accuracy;
}

void Trainer::remember_best(double valid_loss) {
  if (valid_loss >= best_valid_loss_) return;
  best_valid_loss_ = valid_loss;
  best_epoch_ = static_cast<int>(history_.size());
  if (recipe_.early_stop > 0) best_ = model_.parameters;
}

TrainingState Trainer::state() const {
  TrainingState state{.history = history_,
                      .begun = begun_,
                      .steps = optimizer_->steps,
                      .best_epoch = best_epoch_,
                      .best_valid_loss = best_valid_loss_,
                      .parameters = model_.parameters};
  if (recipe_.early_stop > 0) state.best = best_epoch_ > 0 ? best_ : model_.parameters;
  if (average_) state.average = average_->parameters();
  for (const auto& [name, values] : optimizer_->state())
    state.optimizer.push_back({name, {values.begin(), values.end()}});
  return state;
}

void Trainer::restore(TrainingState state) {
  if (std::ssize(state.history) > recipe_.epochs) {
    throw std::invalid_argument(fmt::format("history: found {} epochs, expected at most {}",
                                            state.history.size(), recipe_.epochs));
  }
  const int batches = sampler_.batches_per_epoch();
  const auto first_step = static_cast<long long>(state.history.size()) * batches;
  if (state.steps < first_step || state.steps > first_step + batches) {
    throw std::invalid_argument(
        fmt::format("steps: found {} in {} epochs and the next, expected {} to {}", state.steps,
                    state.history.size(), first_step, first_step + batches));
  }
  batches_.reset();
  history_ = std::move(state.history);
  begun_ = state.begun;
  optimizer_->steps = state.steps;
  best_epoch_ = state.best_epoch;
  best_valid_loss_ = state.best_valid_loss;
  model_.parameters = std::move(state.parameters);
  if (best_epoch_ > 0) best_ = std::move(state.best);
  if (average_) average_->parameters() = std::move(*state.average);
  const auto vectors = optimizer_->state();
  for (std::size_t i = 0; i < vectors.size(); ++i)
    std::ranges::copy(state.optimizer[i].values, vectors[i].values.begin());
}

void Trainer::finish() {
  if (!best_.phi.empty()) {
    model_.parameters = best_;
  } else if (average_) {
    model_.parameters = average_->parameters();
  }
}

}  // namespace backbeat::apps
