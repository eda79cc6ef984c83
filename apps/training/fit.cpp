#include "apps/training/fit.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/cli/progress.h"
#include "apps/cli/version.h"
#include "apps/files/shipped_files.h"
#include "apps/training/fine_tuning.h"
#include "apps/training/teaching.h"
#include "datasets/digest.h"
#include "datasets/splits/group_weights.h"

namespace backbeat::apps {
namespace {

Model begin_model(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
                  const TrainingRunOptions& options) {
  nn::Parameters parameters = network.initialise(options.training.seed);
  if (options.start) copy_parameters(*options.start, network, sides.labels, parameters);
  const LabelledFeatures& train = sides.train.features;
  Model model{
      .labels = sides.labels,
      .features = options.features,
      .normalizer = options.start ? options.start->normalizer
                                  : datasets::Normalizer::fit(train.spectrograms,
                                                              options.training.reference()),
      .network = std::move(network),
      .parameters = std::move(parameters),
      .training = {{"version", kVersion},
                   {"options", to_json(options.training)},
                   {"class_counts", class_counts},
                   {"n_train", sides.train.labelled()},
                   {"n_valid", sides.valid.clips.size()},
                   {"n_test", sides.test.clips.size()},
                   {"data_fingerprint", datasets::fingerprint(train.spectrograms, train.labels)}}};
  if (options.start) {
    model.training["init"] = {
        {"model", options.init},
        {"data_fingerprint", options.start->training.value("data_fingerprint", "")}};
  }
  return model;
}

/// Fits the finished model's probabilities to the validation side, where there is one.
void calibrate_on(const LabelledFeatures& valid, const TrainingRunOptions& options,
                  const EpochLog& log, Model& model) {
  if (valid.empty()) return;
  model.calibration = calibrate(model, valid.spectrograms, valid.labels, options.precision);
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
                                 const TrainingRunOptions& options) {
  nlohmann::json parts = nlohmann::json::array();
  for (const datasets::TeacherPart& part : targets.parts()) {
    parts.push_back({{"name", part.name}, {"columns", part.columns}, {"weight", part.weight}});
  }
  return {{"fingerprint", options.teacher->fingerprint()},
          {"parts", parts},
          {"n_clips", targets.clips_with_targets()},
          {"n_unlabelled", train.clips.size() - train.labelled()}};
}

/// Trains `model` to the end. Returns what every epoch gave.
std::vector<EpochRecord> train_epochs(Model& model, const Sides& sides,
                                      const datasets::TeacherTargets* targets,
                                      const TrainingRunOptions& options, EpochLog& log,
                                      const SharedOptions& shared) {
  const double balance = options.training.balance();
  Trainer trainer(model, sides.train.features, sides.valid.features, options.training,
                  balance > 0.0
                      ? datasets::balance_groups(sides.train.clips, options.group_by(), balance)
                      : std::vector<float>(),
                  targets);
  spdlog::log(log.level(), "{}", memory_line(model.network, trainer.memory()));
  if (!options.resume.empty()) trainer.load_checkpoint(options.resume);
  for (const EpochRecord& record : trainer.history()) log.repeat(record);
  const int epochs = options.training.epochs;
  while (!trainer.finished()) {
    const int epoch = static_cast<int>(trainer.history().size()) + 1;
    Progress progress(shared, fmt::format("epoch {}/{}", epoch, epochs), sides.train.clips.size());
    const EpochRecord& record = trainer.run_epoch([&](std::size_t done) { progress.update(done); });
    progress.clear();
    log.write(record, epochs);
    if (options.checkpoint_every > 0 && epoch % options.checkpoint_every == 0) {
      trainer.save_checkpoint(options.out + ".checkpoint");
    }
  }
  trainer.finish();
  return trainer.history();
}

}  // namespace

nn::Network read_network(const TrainingRunOptions& options,
                         const std::vector<std::string>& labels) {
  if (options.start) return network_for(*options.start, labels);
  const auto path = find_network(options.net);
  nn::Network network = nn::Network::parse(read_text(path), path.filename().string(),
                                           {{"classes", static_cast<int>(labels.size())}});
  check_shapes(network, options.features, labels);
  return network;
}

double Fit::seconds() const {
  double sum = 0.0;
  for (const EpochRecord& record : epochs) sum += record.seconds;
  return sum;
}

Fit fit(nn::Network network, const Sides& sides, const std::vector<int>& class_counts,
        const TrainingRunOptions& options, EpochLog& log, const SharedOptions& shared) {
  Fit fit{.model = begin_model(std::move(network), sides, class_counts, options), .epochs = {}};
  Model& model = fit.model;
  const auto targets = teacher_targets(model, sides.train.clips, options);
  const std::string text = model.network.text();
  if (targets) {
    add_heads(model, targets->parts(), options.training.seed);
    model.training["teacher"] = describe_teaching(*targets, sides.train, options);
  }
  fit.epochs = train_epochs(model, sides, targets.get(), options, log, shared);
  if (targets) drop_heads(model, text);
  calibrate_on(sides.valid.features, options, log, fit.model);
  return fit;
}

}  // namespace backbeat::apps
