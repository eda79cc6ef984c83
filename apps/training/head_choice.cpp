#include "apps/training/head_choice.h"

#include <algorithm>
#include <omp.h>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "apps/cli/progress.h"
#include "apps/training/calibrate.h"
#include "apps/training/clip_targets.h"
#include "apps/training/embedding.h"
#include "apps/training/solved_head.h"
#include "apps/training/trainer.h"
#include "datasets/parallel_for_each.h"
#include "datasets/splits/folds.h"
#include "nn/metrics/metrics.h"

namespace backbeat::apps {
namespace {

/// Each judges heads that the others taught.
constexpr int kFolds = 4;

/// What suits a head depends on what takes the weights back. Sgd adds the decay to the gradient.
/// AdamW takes it from the weights, and so bounds them by 1 / decay whatever the learning rate. What
/// suits a head alone would ruin a body that learns, which decays too.
std::vector<double> decays(const Head& head, const FitOptions& options) {
  const Recipe& recipe = options.recipe;
  if (recipe.weight_decay || options.start.thawing) return {recipe.decay()};
  if (options.solves(head)) return {0.01, 0.03, 0.1, 0.3, 1.0};
  if (recipe.optimizer == Recipe::Optimizer::kSgd) return {0.001, 0.01, 0.1};
  std::vector<double> decays{1.0, 10.0, 30.0};
  // A step may take a tenth of a weight away, else training swings.
  std::erase_if(decays, [&](double decay) { return decay * recipe.learning_rate() > 0.1; });
  return decays.empty() ? std::vector{recipe.decay()} : decays;
}

std::vector<HeadTrial> candidates(const FitOptions& options) {
  std::vector<HeadTrial> trials;
  for (const int hidden : {0, 64, 256}) {
    const Head head{.hidden = hidden};
    for (const double decay : decays(head, options)) {
      trials.push_back({.head = head, .weight_decay = decay});
    }
  }
  return trials;
}

/// The labelled clips of a training side, whatever side and fold their manifest gave them.
datasets::Dataset dataset_of(const LoadedClips& train, const std::vector<std::string>& labels) {
  datasets::Dataset dataset{.clips = train.clips, .labels = labels};
  dataset.clips.resize(train.labelled());
  for (datasets::Clip& clip : dataset.clips) {
    clip.side.reset();
    clip.fold.reset();
  }
  return dataset;
}

/// The clips of `fold` judge, but for classes of which the others, which train, have none.
datasets::Split split_of(const datasets::Dataset& dataset, const std::vector<int>& folds,
                         int fold) {
  datasets::Split split;
  std::set<std::string_view> trained;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] == fold) continue;
    split.train.push_back(static_cast<int>(i));
    trained.insert(dataset.clips[i].label);
  }
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] == fold && trained.contains(dataset.clips[i].label)) {
      split.valid.push_back(static_cast<int>(i));
    }
  }
  return split;
}

/// What a head that `sides.train` taught says of `sides.valid`, both embedded.
nn::ClipLogits ask(const HeadTrial& trial, const Sides& sides, const FitOptions& options) {
  Recipe recipe = options.recipe;
  recipe.weight_decay = trial.weight_decay;
  recipe.augment = {};
  const LabelledFeatures& train = sides.train.features;
  const LabelledFeatures& valid = sides.valid.features;
  const auto classes = static_cast<int>(sides.labels.size());
  Model head = new_head(with_head(options.start.body->network, trial.head, classes), sides.labels);
  head.parameters = head.network.initialise(recipe.seed);
  standardise(datasets::Normalizer::of_numbers(train.spectrograms), head.network, head.parameters);
  std::vector<float> targets = targets_of_clips(sides.labels, sides.train, options);
  if (options.solves(trial.head)) {
    solve_head(head, train, recipe, targets);
  } else {
    const LabelledFeatures none;
    Trainer trainer(head, train, recipe.early_stop > 0 ? valid : none, recipe, std::move(targets));
    while (!trainer.finished()) trainer.run_epoch([](std::size_t) {});
    trainer.finish();
  }
  return clip_logits(head, valid.spectrograms, valid.labels);
}

void append(const nn::ClipLogits& more, nn::ClipLogits& all) {
  const auto first = static_cast<int>(all.labels.size());
  all.classes = more.classes;
  for (const int clip : more.clips) all.clips.push_back(first + clip);
  all.labels.insert(all.labels.end(), more.labels.begin(), more.labels.end());
  all.logits.insert(all.logits.end(), more.logits.begin(), more.logits.end());
}

double log_loss(const nn::ClipLogits& answers) {
  const auto probabilities = nn::clip_probabilities(answers, nn::fit_temperature(answers));
  return nn::evaluate(answers.labels, probabilities, answers.classes, 0).log_loss;
}

nlohmann::json to_json(const HeadTrial& trial) {
  return {{"hidden", trial.head.hidden},
          {"weight_decay", trial.weight_decay},
          {"log_loss", trial.log_loss}};
}

}  // namespace

std::optional<HeadChoice> choose_head(const Sides& sides, const FitOptions& options,
                                      spdlog::level::level_enum level) {
  if (!options.start.body || options.start.head) return std::nullopt;
  const datasets::Dataset dataset = dataset_of(sides.train, sides.labels);
  LoadedClips all = embedded(options.start, sides.train);
  for (std::size_t i = 0; i < all.positions.size(); ++i) all.positions[i] = static_cast<int>(i);

  HeadChoice choice{.best = {.weight_decay = options.recipe.decay()},
                    .trials = candidates(options)};
  std::vector<nn::ClipLogits> answers(choice.trials.size());
  const auto folds = datasets::draw_folds(dataset, kFolds, options.group, options.recipe.seed);
  Progress progress("heads", kFolds * answers.size());
  for (int fold = 0; fold < kFolds; ++fold) {
    const datasets::Split split = split_of(dataset, folds, fold);
    if (split.valid.empty()) continue;
    Sides drawn = take_sides(all, split, sides.labels);
    const std::size_t before = static_cast<std::size_t>(fold) * answers.size();
    datasets::parallel_for_each(
        answers.size(), omp_get_max_threads(),
        [&](std::size_t i) { append(ask(choice.trials[i], drawn, options), answers[i]); },
        [&](std::size_t done) { progress.update(before + done); });
    give_back(std::move(drawn), all);
  }
  if (answers.front().labels.empty()) return HeadChoice{.best = choice.best};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    HeadTrial& trial = choice.trials[i];
    trial.log_loss = log_loss(answers[i]);
    spdlog::log(level, "head {}: log loss {:.4f} of clips kept back", to_text(trial),
                trial.log_loss);
  }
  const auto best = std::ranges::min_element(choice.trials, {}, &HeadTrial::log_loss);
  choice.best = *best;
  choice.calibration =
      calibrate(answers[static_cast<std::size_t>(best - choice.trials.begin())], options.precision);
  spdlog::log(level, "chosen: head {}", to_text(choice.best));
  return choice;
}

std::string to_text(const HeadTrial& trial) {
  const std::string kind =
      trial.head.hidden > 0 ? fmt::format("hidden {}", trial.head.hidden) : "linear";
  return fmt::format("{}, weight decay {}", kind, trial.weight_decay);
}

nlohmann::json to_json(const HeadChoice& choice) {
  nlohmann::json json{{"hidden", choice.best.head.hidden},
                      {"weight_decay", choice.best.weight_decay},
                      {"tried", nlohmann::json::array()}};
  for (const HeadTrial& trial : choice.trials) json["tried"].push_back(to_json(trial));
  return json;
}

}  // namespace backbeat::apps
