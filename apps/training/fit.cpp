#include "apps/training/fit.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/cli/version.h"
#include "apps/training/calibrate.h"
#include "apps/training/clip_targets.h"
#include "apps/training/embedding.h"
#include "apps/training/fine_tuning.h"
#include "apps/training/group_words.h"
#include "apps/training/kept_model.h"
#include "apps/training/question.h"
#include "apps/training/solved_head.h"
#include "apps/training/train_epochs.h"
#include "datasets/digest.h"
#include "nn/graph/heads.h"

namespace backbeat::apps {
namespace {

/// That of the model to train further; none for a body, which brings a front end of its own.
datasets::Normalizer normalizer_of(const LabelledFeatures& train, const FitOptions& options) {
  if (options.start.model) return options.start.model->normalizer;
  if (options.start.body) {
    return datasets::Normalizer::identity(options.features.n_mels, options.features.compression);
  }
  return datasets::Normalizer::fit(train.spectrograms, options.recipe.reference(),
                                   options.features.compression);
}

/// The class of music that belongs to none: as it was named, or by the model to train further.
std::string name_of_other(const FitOptions& options) {
  const bool was_named = options.other != kOther || !options.start.model;
  return was_named || options.start.model->other.empty() ? options.other
                                                         : options.start.model->other;
}

/// Mean and deviation of what the head reads, over the training clips as they are.
datasets::Normalizer training_numbers(const LoadedClips& train, const Start& start) {
  const auto spectrograms = std::span(train.features.spectrograms).first(train.clips.size());
  return datasets::Normalizer::of_numbers(embed(*start.body, spectrograms, *start.embeddings));
}

Model begin_model(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
                  const FitOptions& options) {
  nn::Parameters parameters = network.initialise(options.recipe.seed);
  if (options.start.model) copy_parameters(*options.start.model, network, sides.labels, parameters);
  if (options.start.body) {
    nn::copy_common(options.start.body->network, options.start.body->parameters, network,
                    parameters);
    standardise(training_numbers(sides.train, options.start), network, parameters);
  }
  const LabelledFeatures& train = sides.train.features;
  Model model{
      .labels = sides.labels,
      .features = options.features,
      .normalizer = normalizer_of(train, options),
      .network = std::move(network),
      .parameters = std::move(parameters),
      .training = {{"version", kVersion},
                   {"options", to_json(options.recipe)},
                   {"class_counts", class_counts},
                   {"n_train", sides.train.labelled()},
                   {"n_valid", sides.valid.clips.size()},
                   {"n_test", sides.test.clips.size()},
                   {"data_fingerprint", datasets::fingerprint(train.spectrograms, train.labels)}}};
  const std::string other = name_of_other(options);
  if (std::ranges::binary_search(sides.labels, other)) model.other = other;
  if (options.start.model) {
    model.training["init"] = {
        {"model", options.start.init},
        {"data_fingerprint", options.start.model->training.value("data_fingerprint", "")}};
  }
  if (const auto& body = options.start.body) {
    model.training["body"] = {
        {"file", options.start.body_file}, {"digest", body->digest}, {"about", body->about}};
    if (const auto& thawing = options.start.thawing) {
      model.training["body"]["freeze_until"] = thawing->until;
      model.training["body"]["unfreeze_after"] = thawing->after;
    }
  }
  return model;
}

/// How far the finished model's probabilities can be believed: as was found elsewhere, by the
/// validation side, where there is one, or by the clips that chose the head.
void calibrate_on(const LoadedClips& valid, const FitOptions& options,
                  const std::optional<HeadChoice>& choice, const EpochLog& log, Model& model) {
  if (options.calibration) {
    model.calibration = *options.calibration;
    return;
  }
  if (valid.features.empty()) {
    if (choice) model.calibration = choice->calibration;
    return;
  }
  const Question question(model, options.start, valid);
  const LabelledFeatures& asked = question.clips().features;
  model.calibration =
      calibrate(clip_logits(question.model(), asked.spectrograms, asked.labels), options.precision);
  const Calibration& c = model.calibration;
  spdlog::log(log.level(),
              "temperature {:.3f}; answers of confidence {:.3f} or more have a precision of {:.3f} "
              "in validation",
              c.temperature, c.threshold, c.precision);
}

nlohmann::json describe_teaching(const datasets::TeacherTargets& targets, const LoadedClips& train,
                                 const FitOptions& options) {
  nlohmann::json parts = nlohmann::json::array();
  for (const datasets::TeacherPart& part : targets.parts()) {
    parts.push_back({{"name", part.name},
                     {"columns", part.columns},
                     {"weight", part.weight},
                     {"labels", part.labels}});
  }
  nlohmann::json description{{"fingerprint", options.teaching.teacher->fingerprint()},
                             {"parts", parts},
                             {"n_clips", targets.clips_with_targets()},
                             {"n_unlabelled", train.clips.size() - train.labelled()}};
  if (options.teaching.asked) description["asked"] = true;
  return description;
}

/// All that decides what a training comes to, so that a checkpoint goes on in its own run only.
nlohmann::json identity_of(const Model& model, const Sides& sides, const FitOptions& options) {
  const LabelledFeatures& valid = sides.valid.features;
  const std::optional<Thawing>& thawing = options.start.thawing;
  return {{"options", to_json(options.recipe)},
          {"network", model.network.text()},
          {"labels", model.labels},
          {"init", model.training.value("init", nlohmann::json())},
          {"body", options.start.body ? options.start.body->digest : ""},
          {"thawing", thawing ? nlohmann::json{thawing->until, thawing->after} : nlohmann::json()},
          {"teacher", model.training.value("teacher", nlohmann::json())},
          {"data", model.training.at("data_fingerprint")},
          {"valid", datasets::fingerprint(valid.spectrograms, valid.labels)},
          {"group", word_of(kGroupWords, options.group)}};
}

/// Puts the best linear head on what a body says, and tells of it.
EpochRecord solve(Model& head, const Sides& embedded, const FitOptions& options, EpochLog& log) {
  const EpochRecord record = solve_head(head, embedded.train.features, options.recipe,
                                        targets_of_clips(head.labels, embedded.train, options));
  log.repeat(record);
  spdlog::log(log.level(), "linear head: train loss {:.4f} accuracy {:.3f}  {:.1f} s",
              record.train_loss, record.train_accuracy, record.seconds);
  return record;
}

/// Trains the head of `model` on what its body says of each window, which is asked once.
std::vector<EpochRecord> train_head(Model& model, const Sides& sides,
                                    const nlohmann::json& identity, const FitOptions& options,
                                    EpochLog& log) {
  const Sides embedded = embedded_sides(options.start, sides);
  Model head = head_of(model);
  std::vector<EpochRecord> epochs;
  if (options.solves(*options.start.head)) {
    epochs = {solve(head, embedded, options, log)};
  } else {
    epochs = train_epochs(head, embedded, nullptr, identity, options, log);
  }
  nn::copy_common(head.network, head.parameters, model.network, model.parameters);
  return epochs;
}

}  // namespace

double Fit::seconds() const {
  double sum = 0.0;
  for (const EpochRecord& record : epochs) sum += record.seconds;
  return sum;
}

Fit fit(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
        const FitOptions& given, EpochLog& log) {
  FitOptions options = given;
  const std::optional<HeadChoice> choice = choose_head(sides, options, log.level());
  if (choice) {
    options.start.head = choice->best.head;
    options.recipe.weight_decay = choice->best.weight_decay;
    network = read_network(options.start, options.features, sides.labels);
  }
  Fit fit{.model = begin_model(std::move(network), sides, class_counts, options),
          .epochs = {},
          .head = choice};
  Model& model = fit.model;
  if (choice) model.training["head"] = to_json(*choice);
  const auto targets = teacher_targets(model, sides.train.clips, options.teaching);
  const std::string text = model.network.text();
  if (targets) {
    add_heads(model, targets->parts(), options.recipe.seed);
    model.training["teacher"] = describe_teaching(*targets, sides.train, options);
  }
  const nlohmann::json identity = identity_of(model, sides, options);
  if (auto kept = find_kept_model(options.kept, identity)) {
    for (const EpochRecord& record : kept->epochs) log.repeat(record);
    fit = {.model = std::move(kept->model), .epochs = std::move(kept->epochs), .head = choice};
  } else {
    fit.epochs = options.learns_head_alone()
                     ? train_head(model, sides, identity, options, log)
                     : train_epochs(model, sides, targets.get(), identity, options, log);
    if (targets) {
      const bool learnt = options.start.body && !has_frozen_body(model.network);
      drop_heads(model, learnt ? thaw(nn::Network::parse(text), options.start.thawing->until).text()
                               : text);
    }
    log.attempt(options.kept.string(), [&] {
      keep_model(options.kept, identity, fit.epochs, model);
      std::filesystem::remove(checkpoints_of(options).path);
    });
  }
  calibrate_on(sides.valid, options, choice, log, fit.model);
  return fit;
}

}  // namespace backbeat::apps
