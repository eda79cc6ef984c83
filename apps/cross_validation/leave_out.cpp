#include "apps/cross_validation/leave_out.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "apps/leakage/heard.h"
#include "apps/loading/clip_loader.h"
#include "apps/training/calibrate.h"
#include "apps/training/question.h"
#include "datasets/splits/leave_out.h"
#include "datasets/splits/scored.h"

namespace backbeat::apps {
namespace {

/// What a model says of the clips that count of the source that it was trained without.
struct Answers {
  nn::ClipLogits windows;       ///< over the classes of the dataset
  std::vector<ReportRow> rows;  ///< one per clip of `windows`, without what calibration decides
};

/// Position of each of `labels` in the sorted `all`.
std::vector<int> positions_in(const std::vector<std::string>& all,
                              const std::vector<std::string>& labels) {
  std::vector<int> positions;
  for (const std::string& label : labels) {
    positions.push_back(static_cast<int>(std::ranges::lower_bound(all, label) - all.begin()));
  }
  return positions;
}

/// The side's labels as positions in `labels` instead of in the sorted `all`.
void relabel(const std::vector<std::string>& all, const std::vector<std::string>& labels,
             LoadedClips& side) {
  for (int& label : side.features.labels) {
    if (label < 0) continue;
    const auto found = std::ranges::lower_bound(labels, all[static_cast<std::size_t>(label)]);
    label = static_cast<int>(found - labels.begin());
  }
}

/// The clips of `side` that count.
std::vector<int> counted(const LoadedClips& side) {
  const std::vector<bool> scored = datasets::scored_clips(side.clips, side.durations_s);
  std::vector<int> positions;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    if (scored[i]) positions.push_back(static_cast<int>(i));
  }
  return positions;
}

/// What the model says of the clips, over the classes `all`: those that it does not know have no
/// chance.
Answers answer(const Question& question, const std::vector<std::string>& all) {
  const Model& model = question.model();
  const LoadedClips& side = question.clips();
  const std::vector<int> columns = positions_in(all, model.labels);
  const std::vector<int> artists = datasets::artist_numbers(side.clips);
  const auto majority = columns[static_cast<std::size_t>(model.majority_class())];
  std::vector<audio::Spectrogram> spectrograms;
  Answers answers;
  for (const int clip : counted(side)) {
    const auto i = static_cast<std::size_t>(clip);
    const int truth = columns[static_cast<std::size_t>(side.features.labels[i])];
    spectrograms.push_back(side.features.spectrograms[i]);
    answers.windows.labels.push_back(truth);
    answers.rows.push_back({.path = side.clips[i].path.string(),
                            .truth = truth,
                            .majority = majority,
                            .artist = artists.empty() ? -1 : artists[i]});
  }
  const nn::ClipLogits known = clip_logits(model, spectrograms, answers.windows.labels);
  answers.windows.classes = static_cast<int>(all.size());
  answers.windows.clips = known.clips;
  answers.windows.logits.assign(known.clips.size() * all.size(),
                                -std::numeric_limits<nn::real>::infinity());
  for (std::size_t i = 0; i < known.logits.size(); ++i) {
    const auto column = static_cast<std::size_t>(columns[i % columns.size()]);
    answers.windows.logits[i / columns.size() * all.size() + column] = known.logits[i];
  }
  return answers;
}

/// Adds the answers about one source, which weigh as much as those about any other.
void pool(const nn::ClipLogits& source, nn::ClipLogits& all) {
  const auto first = static_cast<int>(all.labels.size());
  const auto n = static_cast<double>(source.labels.size());
  all.classes = source.classes;
  for (const int clip : source.clips) all.clips.push_back(first + clip);
  all.labels.insert(all.labels.end(), source.labels.begin(), source.labels.end());
  all.logits.insert(all.logits.end(), source.logits.begin(), source.logits.end());
  all.weights.insert(all.weights.end(), source.labels.size(), 1.0 / n);
}

Report report_of(const Answers& answers, const Calibration& calibration,
                 const std::vector<std::string>& labels) {
  const std::vector<nn::real> probabilities =
      nn::clip_probabilities(answers.windows, calibration.temperature);
  std::vector<ReportRow> rows = answers.rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto p = std::span(probabilities).subspan(i * labels.size(), labels.size());
    rows[i].probabilities.assign(p.begin(), p.end());
    rows[i].threshold = calibration.threshold;
  }
  return make_report(labels, std::move(rows));
}

/// The sources of a dataset at work.
class Sources {
 public:
  Sources(const LeaveOutOptions& options, EpochLog& log, FailureList& failures)
      : options_(options),
        log_(log),
        failures_(failures),
        dataset_(datasets::load_dataset(options.dataset.options)),
        names_(datasets::sources_of(dataset_)) {
    const FitOptions& fit = options.fit;
    // First of all that can be wrong: features of a large dataset may take an hour.
    fit.check_other(dataset_.labels);
    read_network(fit.start, fit.features, dataset_.labels);
    if (fit.recipe.augment.needs_waveforms()) datasets::require_croppable(fit.features);
    for (const std::string& name : names_) split_off(name, options.seeds.front());
    const ClipLoader loader(fit.features, dataset_.labels, options.dataset.cache_folder(),
                            failures);
    all_ = loader.load(with_unlabelled(dataset_.clips, fit.teaching.unlabelled));
    loader.add_augmentation(all_, fit.recipe.augment);
    if (fit.start.model) warn_of_heard(*fit.start.model, fit.start.init, all_);
    warn_of_few_artists();
  }

  const std::vector<std::string>& labels() const { return dataset_.labels; }

  /// A run whose reports wait for calibration, and the answers that they will be made of.
  std::pair<LeaveOutRun, std::vector<Answers>> run(std::uint64_t seed) {
    std::pair<LeaveOutRun, std::vector<Answers>> result{{.seed = seed, .sources = {}}, {}};
    for (const std::string& name : names_) {
      const auto begin = std::chrono::steady_clock::now();
      auto [source, answers] = leave_out_one(split_off(name, seed), seed);
      source.seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      result.first.sources.push_back(std::move(source));
      result.second.push_back(std::move(answers));
    }
    return result;
  }

 private:
  datasets::LeftOut split_off(const std::string& source, std::uint64_t seed) const {
    return datasets::leave_out(dataset_, source,
                               {.clips_per_class = options_.clips_per_class,
                                .valid_fraction = options_.valid_fraction,
                                .group = options_.fit.group,
                                .seed = seed});
  }

  std::pair<SourceResult, Answers> leave_out_one(datasets::LeftOut left_out, std::uint64_t seed) {
    FitOptions fit_options = options_.fit;
    fit_options.recipe.seed = seed;
    add_unlabelled(dataset_, fit_options.teaching.unlabelled, fit_options.group, left_out.split);
    Sides sides = take_sides(all_, left_out.split, dataset_.labels);
    sides.labels = left_out.labels;
    for (LoadedClips* side : {&sides.train, &sides.valid, &sides.test}) {
      relabel(dataset_.labels, left_out.labels, *side);
    }
    log_.set_context({{"seed", seed}, {"source", left_out.source}});
    if (!options_.kept.empty()) {
      const auto number = std::ranges::find(names_, left_out.source) - names_.begin();
      fit_options.kept =
          options_.kept / fmt::format("seed{}_source{}.safetensors", seed, number + 1);
    }
    const Fit fitted = fit(read_network(fit_options.start, fit_options.features, sides.labels),
                           sides, count_classes(sides, failures_), fit_options, log_);
    SourceResult result{.source = left_out.source,
                        .n_train = sides.train.labelled(),
                        .n_valid = sides.valid.clips.size(),
                        .n_related = left_out.n_related,
                        .unjudged = left_out.unjudged,
                        .epochs = static_cast<int>(fitted.epochs.size()),
                        .head = fitted.head};
    Answers answers = answer({fitted.model, fit_options.start, sides.test}, dataset_.labels);
    give_back(std::move(sides), all_);
    spdlog::info("seed {}, without {}: {} epochs on {} clips, {} to validate; {} judged", seed,
                 result.source, result.epochs, result.n_train, result.n_valid, answers.rows.size());
    return {std::move(result), std::move(answers)};
  }

  void warn_of_few_artists() const {
    for (const std::string& name : names_) {
      std::set<std::string> artists;
      for (const datasets::Clip& clip : dataset_.clips) {
        if (clip.source == name) artists.insert(clip.artist);
      }
      if (artists.size() == 1 && !artists.begin()->empty()) {
        spdlog::warn("source {}: all clips are by one artist, {}: its figures say little of others",
                     name, *artists.begin());
      }
    }
  }

  const LeaveOutOptions& options_;
  EpochLog& log_;
  FailureList& failures_;
  datasets::Dataset dataset_;
  std::vector<std::string> names_;
  LoadedClips all_;  ///< whose spectrograms are lent to the training at work
};

/// Of the answers about all sources but `left_out`; all where it is none of them.
Calibration calibrate_without(std::size_t left_out, const std::vector<Answers>& answers,
                              double precision) {
  nn::ClipLogits pooled;
  for (std::size_t s = 0; s < answers.size(); ++s) {
    if (s != left_out) pool(answers[s].windows, pooled);
  }
  return calibrate(pooled, precision);
}

}  // namespace

LeaveOut leave_out(const LeaveOutOptions& options, EpochLog& log, FailureList& failures) {
  Sources sources(options, log, failures);
  const double precision = options.fit.precision;
  LeaveOut result{.labels = sources.labels(), .runs = {}, .calibration = {}};
  std::vector<Answers> of_all_seeds;
  for (const std::uint64_t seed : options.seeds) {
    auto [run, answers] = sources.run(seed);
    for (std::size_t s = 0; s < answers.size(); ++s) {
      SourceResult& source = run.sources[s];
      source.calibration = calibrate_without(s, answers, precision);
      source.report = report_of(answers[s], source.calibration, result.labels);
    }
    result.runs.push_back(std::move(run));
    std::ranges::move(answers, std::back_inserter(of_all_seeds));
  }
  result.calibration = calibrate_without(of_all_seeds.size(), of_all_seeds, precision);
  return result;
}

}  // namespace backbeat::apps
