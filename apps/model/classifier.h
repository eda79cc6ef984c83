#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

#include "apps/model/model.h"
#include "audio/features/log_mel.h"
#include "datasets/batches/window_stream.h"
#include "nn/graph/inference.h"

namespace backbeat::apps {

/// One window of a recording and what the network says of it.
struct WindowAnswer {
  double start_s = 0.0;  ///< in the file
  double end_s = 0.0;
  std::vector<float> probabilities;  ///< one per label
  std::vector<float> hidden;         ///< the last hidden layer, where it was asked for
};

/// Whether answers have the last hidden layer of the network too.
enum class Hidden { kNo, kYes };

/// What the network says of a whole recording.
struct Answer {
  std::vector<float> probabilities;  ///< mean of the windows'
  std::vector<WindowAnswer> windows;

  int best() const;  ///< position of the largest probability
  float confidence() const { return probabilities[static_cast<std::size_t>(best())]; }
};

/// A network whose weights, all finite, make of a recording what is no number.
class NoAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Classifies spectrograms: windows that overlap by half, softmax at the model's temperature, mean.
class Classifier {
 public:
  /// Keeps a reference: `model` must outlive the classifier, and stay as it is. Throws
  /// nn::ShapeError where the hidden layer is asked for and there is none.
  explicit Classifier(const Model& model, Hidden hidden = Hidden::kNo);

  /// `start_s` is the time of its first frame. Throws NoAnswer, as do those below.
  Answer classify(const audio::Spectrogram& spectrogram, double start_s = 0.0);

  /// The same of a recording whose frames come in parts, in memory that grows by its answers alone:
  /// begin(), push() each part, finish(). Where the front end leaves recordings at their own rate,
  /// the times of windows need `sample_rate_hz`, which the frames were computed at.
  void begin();
  void push(const audio::Spectrogram& part);
  Answer finish(double start_s = 0.0, int sample_rate_hz = 0);

  /// What the network says of each window, before the temperature: (windows x labels), row-major.
  std::vector<float> logits(const audio::Spectrogram& spectrogram);

 private:
  datasets::WindowStream windows() const;
  void add(int first, const audio::Spectrogram& held);
  void run(std::size_t n);
  void finish_windows();

  /// Windows that go through the network together. Few: the memory that they need is new to a
  /// process that classifies one file, and taking it costs more than larger batches save.
  static constexpr std::size_t kBatch = 4;

  /// (windows x labels) and, where they were asked for, (windows x hidden units).
  struct Outputs {
    std::vector<float> logits, hidden;
  };

  const Model& model_;
  std::unique_ptr<const nn::Network> with_hidden_;  ///< null: the model's own is run
  nn::Inference network_;
  datasets::WindowStream windows_;  ///< of the recording at hand, as the three below
  std::vector<int> firsts_;         ///< frames that its windows begin with
  std::vector<float> inputs_;       ///< those that wait for the batch to be full
  Outputs outputs_;
};

}  // namespace backbeat::apps
