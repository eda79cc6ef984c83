#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "apps/model/classifier.h"

namespace backbeat::apps {

/// Loads models that are to answer together. Throws nn::FormatError where load_model() does, and
/// where two of them differ in labels, front end or window length, naming both files.
std::vector<Model> load_models(const std::vector<std::string>& paths);

/// The confidence below which what `models` say together is "unknown": the mean of theirs.
double mean_threshold(std::span<const Model> models);

/// One or more models that answer together: the mean of their calibrated probabilities, of windows
/// as of whole recordings (an ensemble as of Lakshminarayanan et al. 2017).
class Ensemble {
 public:
  /// Keeps references: `models`, one or more that fit together as load_models() checks, must
  /// outlive the ensemble and stay as they are.
  explicit Ensemble(std::span<const Model> models, Hidden hidden = Hidden::kNo);

  /// As Classifier does. Hidden layers stand one after the other: units of models that were
  /// trained apart have nothing in common that could be averaged.
  Answer classify(const audio::Spectrogram& spectrogram, double start_s = 0.0);
  void begin();
  void push(const audio::Spectrogram& part);
  Answer finish(double start_s = 0.0);

 private:
  std::vector<Classifier> classifiers_;  ///< one per model
};

/// What `models` together say of each recording, in their order. Threads take a recording each where
/// there are enough of them, so that they need not wait for each other; the answers are those of
/// Ensemble::classify(). `on_done` is called from one thread at a time with the number done so far.
std::vector<Answer> classify_all(std::span<const Model> models,
                                 std::span<const audio::Spectrogram> spectrograms,
                                 const std::function<void(std::size_t)>& on_done = {});

}  // namespace backbeat::apps
