#include "apps/training/fit.h"

#include <filesystem>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/cli/interrupt.h"
#include "apps/cli/progress.h"
#include "apps/cli/version.h"
#include "apps/training/calibrate.h"
#include "apps/training/checkpoint.h"
#include "apps/training/clip_targets.h"
#include "apps/training/embedding.h"
#include "apps/training/fine_tuning.h"
#include "apps/training/group_words.h"
#include "apps/training/kept_model.h"
#include "apps/training/question.h"
#include "apps/training/trainer.h"
#include "datasets/digest.h"
#include "nn/errors.h"
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
  if (options.start.model) {
    model.training["init"] = {
        {"model", options.start.init},
        {"data_fingerprint", options.start.model->training.value("data_fingerprint", "")}};
  }
  if (const auto& body = options.start.body) {
    model.training["body"] = {
        {"file", options.start.body_file}, {"digest", body->digest}, {"about", body->about}};
  }
  return model;
}

/// How far the finished model's probabilities can be believed: as was found elsewhere, or by the
/// validation side, where there is one.
void calibrate_on(const LoadedClips& valid, const FitOptions& options, const EpochLog& log,
                  Model& model) {
  if (options.calibration) {
    model.calibration = *options.calibration;
    return;
  }
  if (valid.features.empty()) return;
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

std::string memory_line(const nn::Network& network, const nn::Workspace::Memory& m) {
  const auto mib = [](std::size_t bytes) { return static_cast<double>(bytes) / 0x1p20; };
  const double parameters = mib(network.phi_size() * sizeof(nn::real));
  return fmt::format("memory of a step: {:.1f} MiB parameters, {:.1f} their gradients; at most ",
                     parameters, parameters) +
         fmt::format("{:.1f} activations, {:.1f} their gradients, {:.1f} caches, {:.1f} scratch, ",
                     mib(m.activations), mib(m.gradients), mib(m.caches), mib(m.scratch)) +
         fmt::format("together {:.1f}", mib(m.total));
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
  return {{"fingerprint", options.teaching.teacher->fingerprint()},
          {"parts", parts},
          {"n_clips", targets.clips_with_targets()},
          {"n_unlabelled", train.clips.size() - train.labelled()}};
}

/// All that decides what a training comes to, so that a checkpoint goes on in its own run only.
nlohmann::json identity_of(const Model& model, const Sides& sides, const FitOptions& options) {
  const LabelledFeatures& valid = sides.valid.features;
  return {{"options", to_json(options.recipe)},
          {"network", model.network.text()},
          {"labels", model.labels},
          {"init", model.training.value("init", nlohmann::json())},
          {"body", options.start.body ? options.start.body->digest : ""},
          {"teacher", model.training.value("teacher", nlohmann::json())},
          {"data", model.training.at("data_fingerprint")},
          {"valid", datasets::fingerprint(valid.spectrograms, valid.labels)},
          {"group", word_of(kGroupWords, options.group)}};
}

/// Those of a model that is kept lie beside it, and are gone on from by themselves.
Checkpoints checkpoints_of(const FitOptions& options) {
  Checkpoints checkpoints = options.checkpoints;
  if (options.kept.empty()) return checkpoints;
  checkpoints.path = options.kept.string() + ".checkpoint";
  if (std::filesystem::exists(checkpoints.path)) checkpoints.resume = checkpoints.path;
  return checkpoints;
}

/// Trains `model` to the end. Returns what every epoch gave.
std::vector<EpochRecord> train_epochs(Model& model, const Sides& sides,
                                      const datasets::TeacherTargets* targets,
                                      const nlohmann::json& identity, const FitOptions& options,
                                      EpochLog& log) {
  Trainer trainer(model, sides.train.features, sides.valid.features, options.recipe,
                  targets_of_clips(model.labels, sides.train, options, targets), targets);
  spdlog::log(log.level(), "{}", memory_line(model.network, trainer.memory()));
  const Checkpoints checkpoints = checkpoints_of(options);
  if (!checkpoints.resume.empty()) {
    TrainingState state = read_checkpoint(checkpoints.resume, identity, trainer.state());
    try {
      trainer.restore(std::move(state));
    } catch (const std::invalid_argument& error) {
      throw nn::FormatError(fmt::format("{}: {}", checkpoints.resume.string(), error.what()));
    }
  }
  for (const EpochRecord& record : trainer.history()) log.repeat(record);
  const int epochs = options.recipe.epochs;
  const auto write = [&] { write_checkpoint(checkpoints.path, identity, trainer.state()); };
  while (!trainer.finished()) {
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
  trainer.finish();
  return trainer.history();
}

/// Whether a body answers the same in every epoch: nothing changes what it hears, and nothing but
/// the labels is learnt.
bool learns_head_alone(const FitOptions& options) {
  const datasets::AugmentOptions& a = options.recipe.augment;
  const bool changes = a.needs_waveforms() || a.equalizer || a.band_limit || a.spec;
  return options.start.body && !changes && !options.teaching.teacher;
}

/// Trains the head of `model` on what its body says of each window, which is asked once.
std::vector<EpochRecord> train_head(Model& model, const Sides& sides,
                                    const nlohmann::json& identity, const FitOptions& options,
                                    EpochLog& log) {
  const Sides embedded = embedded_sides(options.start, sides);
  Model head = head_of(model);
  std::vector<EpochRecord> epochs = train_epochs(head, embedded, nullptr, identity, options, log);
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
    fit.epochs = learns_head_alone(options)
                     ? train_head(model, sides, identity, options, log)
                     : train_epochs(model, sides, targets.get(), identity, options, log);
    if (targets) drop_heads(model, text);
    log.attempt(options.kept.string(), [&] {
      keep_model(options.kept, identity, fit.epochs, model);
      std::filesystem::remove(checkpoints_of(options).path);
    });
  }
  calibrate_on(sides.valid, options, log, fit.model);
  return fit;
}

}  // namespace backbeat::apps
