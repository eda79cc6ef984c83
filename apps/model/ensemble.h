#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "apps/model/classifier.h"
#include "apps/model/front_ends.h"

namespace backbeat::apps {

/// Loads models that are to answer together, heads on the bodies of these files. Throws
/// nn::FormatError where load_body() and load_model() do, and where two models differ in labels,
/// naming both files.
std::vector<Model> load_models(const std::vector<std::string>& paths,
                               const std::vector<std::string>& bodies = {});

/// The confidence below which what `models` say together is "unknown": the mean of theirs.
double mean_threshold(std::span<const Model> models);

/// One or more models that answer together: the mean of their calibrated probabilities, of whole
/// recordings as of windows (an ensemble as of Lakshminarayanan et al. 2017). Windows are those of
/// the first model; what the others say of them is mean_between()'s.
class Ensemble {
 public:
  /// Keeps references: `models`, one or more of equal labels, must outlive the ensemble and stay as
  /// they are.
  explicit Ensemble(std::span<const Model> models, Hidden hidden = Hidden::kNo);

  /// As Classifier does, of a recording whose frames come in parts: by each of FrontEnds(models)
  /// from the first to the last, front ends in any order.
  void begin();
  void push(std::size_t front_end, const audio::Spectrogram& part);
  /// `sample_rates_hz` are what the frames of each front end were computed at; nothing: what its
  /// settings say. Hidden layers stand one after the other: units of models that were trained apart
  /// have nothing in common that could be averaged.
  Answer finish(double start_s = 0.0, std::span<const int> sample_rates_hz = {});

 private:
  FrontEnds front_ends_;
  std::vector<Classifier> classifiers_;  ///< one per model
};

/// What `models` together say of each recording, in their order: `spectrograms` are those by each
/// of FrontEnds(models), one per recording. Threads take a recording each where there are enough of
/// them, so that they need not wait for each other; the answers are an Ensemble's. `on_done` is
/// called from one thread at a time with the number done so far.
std::vector<Answer> classify_all(std::span<const Model> models,
                                 std::span<const std::span<const audio::Spectrogram>> spectrograms,
                                 const std::function<void(std::size_t)>& on_done = {});
std::vector<Answer> classify_all(const Model& model,
                                 std::span<const audio::Spectrogram> spectrograms);

}  // namespace backbeat::apps
