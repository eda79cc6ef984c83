#include "apps/common/training_run.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <omp.h>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/common/atomic_file.h"
#include "apps/common/judge.h"
#include "apps/common/model_files.h"
#include "apps/common/peak_memory.h"
#include "apps/common/progress.h"
#include "apps/common/trainer.h"
#include "apps/common/version.h"
#include "datasets/fingerprint.h"
#include "datasets/split.h"
#include "nn/network_table.h"

namespace backbeat::apps {
namespace {

/// The three sides of a dataset, ready to use.
struct Sides {
  std::vector<std::string> labels;
  LoadedClips train, valid, test;
};

nn::Network read_network(const TrainingRunOptions& options,
                         const std::vector<std::string>& labels) {
  const auto path = find_network(options.net);
  nn::Network network = nn::Network::parse(read_text(path), path.filename().string(),
                                           {{"classes", static_cast<int>(labels.size())}});
  check_shapes(network, options.features, labels);
  return network;
}

Sides load_sides(const datasets::Dataset& dataset, const TrainingRunOptions& options,
                 const SharedOptions& shared, FailureList& failures) {
  using datasets::GroupBy;
  const datasets::Split split =
      datasets::make_split(dataset, {.test_fold = options.test_fold,
                                     .valid_fraction = options.valid_fraction,
                                     .group = options.group == "artist"  ? GroupBy::kArtist
                                              : options.group == "track" ? GroupBy::kTrack
                                                                         : GroupBy::kNone,
                                     .seed = options.training.seed});
  const datasets::FeatureCache cache = open_cache(options.dataset);
  const auto load = [&](const std::vector<int>& positions) {
    std::vector<datasets::Clip> clips;
    for (const int i : positions) clips.push_back(dataset.clips[static_cast<std::size_t>(i)]);
    return load_clips(clips, dataset.labels, options.features, cache, shared, failures);
  };
  Sides sides{.labels = dataset.labels,
              .train = load(split.train),
              .valid = load(split.valid),
              .test = load(split.test)};
  spdlog::info("{} classes; {} clips to train on, {} to validate, {} to test", sides.labels.size(),
               sides.train.clips.size(), sides.valid.clips.size(), sides.test.clips.size());
  return sides;
}

/// The waveforms of the training side, where they are augmented.
std::shared_ptr<const datasets::WaveformStore> load_waveforms(const LoadedClips& train,
                                                              const TrainingRunOptions& options,
                                                              const SharedOptions& shared) {
  if (!options.training.augment.needs_waveforms()) return nullptr;
  Progress progress(shared, "waveforms", train.clips.size());
  auto store = std::make_shared<const datasets::WaveformStore>(
      train.clips,
      datasets::WaveformStore::Options{.sample_rate_hz = options.features.sample_rate_hz,
                                       .folder = cache_folder(options.dataset),
                                       .threads = omp_get_max_threads()},
      [&](std::size_t done) { progress.update(done); });
  progress.clear();
  return store;
}

/// Training clips of each class. Throws ManifestError where a class has lost all of its clips.
std::vector<int> count_classes(const Sides& sides, const FailureList& failures) {
  std::vector<int> counts(sides.labels.size());
  for (const int label : sides.train.features.labels) ++counts[static_cast<std::size_t>(label)];
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] > 0) continue;
    failures.report();
    throw datasets::ManifestError(
        fmt::format("class '{}': found no usable training clip, expected one or more; see above",
                    sides.labels[k]));
  }
  return counts;
}

Model begin_model(nn::Network network, const TrainingRunOptions& options, const Sides& sides,
                  const FailureList& failures) {
  nn::Parameters parameters = network.initialise(options.training.seed);
  const LabelledFeatures& train = sides.train.features;
  return {
      .labels = sides.labels,
      .features = options.features,
      .normalizer = datasets::Normalizer::fit(train.spectrograms,
                                              static_cast<float>(options.training.level_range_db)),
      .network = std::move(network),
      .parameters = std::move(parameters),
      .training = {{"version", kVersion},
                   {"options", to_json(options.training)},
                   {"class_counts", count_classes(sides, failures)},
                   {"n_train", sides.train.clips.size()},
                   {"n_valid", sides.valid.clips.size()},
                   {"n_test", sides.test.clips.size()},
                   {"data_fingerprint", datasets::fingerprint(train.spectrograms, train.labels)}}};
}

std::string epoch_line(const EpochRecord& r, int epochs) {
  std::string line = fmt::format("epoch {:3}/{}  train loss {:.4f} accuracy {:.3f}", r.epoch,
                                 epochs, r.train_loss, r.train_accuracy);
  if (!std::isnan(r.valid_loss)) {
    line += fmt::format("  valid loss {:.4f} accuracy {:.3f}", r.valid_loss, r.valid_accuracy);
  }
  line += fmt::format("  lr {:.2g}  {:.1f} s  {:.1f} clips/s", r.lr, r.seconds, r.clips_per_s);
  constexpr double kWorthTelling = 0.01;
  if (r.wait_share >= kWorthTelling) {
    line += fmt::format("  {:.0f} % of it waiting for data", 100.0 * r.wait_share);
  }
  return line;
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

/// The --log file: written anew with what a resumed run has behind it, then a line an epoch.
class EpochLog {
 public:
  EpochLog(const std::string& path, const std::vector<EpochRecord>& history) : path_(path) {
    if (path.empty()) return;
    stream_.open(path);
    for (const EpochRecord& record : history) write(record);
  }
  void write(const EpochRecord& record) {
    if (path_.empty()) return;
    stream_ << to_json(record).dump() << std::endl;
    if (!stream_) throw std::runtime_error(fmt::format("{}: can not be written", path_));
  }

 private:
  std::string path_;
  std::ofstream stream_;
};

void train_epochs(Trainer& trainer, std::size_t n_train, const TrainingRunOptions& options,
                  const SharedOptions& shared) {
  EpochLog log(options.log, trainer.history());
  while (!trainer.finished()) {
    const int epoch = static_cast<int>(trainer.history().size()) + 1;
    Progress progress(shared, fmt::format("epoch {}/{}", epoch, options.training.epochs), n_train);
    const EpochRecord& record = trainer.run_epoch([&](std::size_t done) { progress.update(done); });
    progress.clear();
    log.write(record);
    spdlog::info("{}", epoch_line(record, options.training.epochs));
    if (options.checkpoint_every > 0 && epoch % options.checkpoint_every == 0) {
      trainer.save_checkpoint(options.out + ".checkpoint");
    }
  }
  trainer.finish();
}

/// Judges the finished model on one side: into the model's record and the final report.
Report report_side(const std::string& side, const LoadedClips& clips, const SharedOptions& shared,
                   Model& model, nlohmann::ordered_json& final_report) {
  Report report = judge(model, clips, shared);
  final_report[side] = json_report(report);
  model.training["metrics"][side] = {{"n", report.evaluation.n},
                                     {"accuracy", report.evaluation.accuracy},
                                     {"macro_f1", report.evaluation.macro_f1},
                                     {"log_loss", report.evaluation.log_loss}};
  std::cout << side << " side\n" << text_report(report);
  return report;
}

void write_html_report(const std::string& path, const std::string& side, const Report& report) {
  if (!path.empty())
    write_atomically(path, html_report(report, "Training report: " + side + " side"));
}

}  // namespace

int run_training(const TrainingRunOptions& options, const SharedOptions& shared) {
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& path : {options.out, options.log, options.json, options.html}) {
    require_writable(path);
  }
  FailureList failures;
  const datasets::Dataset dataset = datasets::load_dataset(options.dataset.options);
  // First of all that can be wrong: features of a large dataset may take an hour.
  nn::Network network = read_network(options, dataset.labels);
  if (options.training.augment.needs_waveforms()) datasets::require_croppable(options.features);
  Sides sides = load_sides(dataset, options, shared, failures);
  sides.train.features.waveforms = load_waveforms(sides.train, options, shared);
  Model model = begin_model(std::move(network), options, sides, failures);
  spdlog::debug("network\n{}", nn::network_table(model.network));
  const double loaded_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  Trainer trainer(model, sides.train.features, sides.valid.features, options.training);
  spdlog::info("{}", memory_line(model.network, trainer.memory()));
  if (!options.resume.empty()) trainer.load_checkpoint(options.resume);
  train_epochs(trainer, sides.train.clips.size(), options, shared);

  nlohmann::ordered_json final_report{{"model", options.out}};
  for (const EpochRecord& record : trainer.history())
    final_report["epochs"].push_back(nlohmann::ordered_json(to_json(record)));
  if (!sides.valid.clips.empty()) {
    const Report report = report_side("valid", sides.valid, shared, model, final_report);
    if (sides.test.clips.empty()) write_html_report(options.html, "valid", report);
  }
  if (!sides.test.clips.empty()) {
    const Report report = report_side("test", sides.test, shared, model, final_report);
    write_html_report(options.html, "test", report);
  }
  save_model(options.out, model);

  double training_s = 0.0;
  for (const EpochRecord& record : trainer.history()) training_s += record.seconds;
  final_report["seconds_loading"] = loaded_s;
  final_report["seconds_training"] = training_s;
  final_report["peak_memory_mib"] = peak_memory_mib();
  final_report["training"] = model.training;
  if (!options.json.empty()) write_json(options.json, final_report);
  std::cout << fmt::format(
      "{}: {} classes, {} parameters, {} epochs, {:.1f} s an epoch, peak memory {:.0f} MiB\n",
      options.out, model.labels.size(), model.network.parameter_count(), trainer.history().size(),
      training_s / static_cast<double>(trainer.history().size()), peak_memory_mib());
  failures.report();
  return failures.exit_code();
}

}  // namespace backbeat::apps
