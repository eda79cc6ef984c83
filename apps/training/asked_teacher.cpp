#include "apps/training/asked_teacher.h"

#include <algorithm>
#include <omp.h>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "apps/cli/progress.h"
#include "apps/model/body.h"
#include "apps/training/embedding.h"
#include "audio/resample.h"
#include "datasets/batches/waveform_windows.h"
#include "datasets/batches/windows.h"
#include "datasets/features/load_features.h"
#include "datasets/parallel_for_each.h"
#include "nn/graph/heads.h"

namespace backbeat::apps {
namespace {

Model load(const std::filesystem::path& file, bool is_body) {
  Model model = is_body ? trunk_model(load_body(file)) : load_model(file);
  try {
    datasets::require_croppable(model.features);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", file.string(), error.what()));
  }
  return model;
}

}  // namespace

/// What one thread listens with.
struct AskedTeacher::Ears {
  audio::LogMel log_mel;
  Classifier classifier;
};

AskedTeacher::AskedTeacher(const std::filesystem::path& file, std::filesystem::path cache_folder)
    : cache_folder_(std::move(cache_folder)),
      is_body_(is_body(file)),
      model_(load(file, is_body_)),
      heard_(std::make_shared<datasets::Teacher>(parts())),
      ears_([this] {
        return Ears{.log_mel = audio::LogMel(model_.features),
                    .classifier = Classifier(model_, is_body_ ? Hidden::kNo : Hidden::kYes)};
      }) {}

AskedTeacher::~AskedTeacher() = default;

std::vector<datasets::TeacherPart> AskedTeacher::parts() const {
  if (is_body_) return {{.name = "body", .columns = model_.network.output_shape().channels}};
  const auto classes = static_cast<int>(model_.labels.size());
  const nn::Network with_hidden = nn::with_hidden_output(model_.network);
  const std::size_t hidden = with_hidden.nodes()[with_hidden.outputs().front()].shape.size();
  return {{.name = "genres",
           .columns = classes,
           .loss = datasets::TeacherPart::Loss::kBinaryCrossEntropy,
           .labels = model_.labels},
          {.name = "hidden", .first_column = classes, .columns = static_cast<int>(hidden)}};
}

/// One row for each window.
std::vector<float> AskedTeacher::rows(Classifier& classifier,
                                      const audio::Spectrogram& spectrogram) const {
  if (is_body_) return classifier.logits(spectrogram);
  std::vector<float> rows;
  for (const WindowAnswer& window : classifier.classify(spectrogram).windows) {
    for (const auto* part : {&window.probabilities, &window.hidden}) {
      rows.insert(rows.end(), part->begin(), part->end());
    }
  }
  return rows;
}

void AskedTeacher::hear(const std::vector<datasets::Clip>& clips) {
  std::vector<datasets::Clip> unheard;
  std::ranges::copy_if(clips, std::back_inserter(unheard), [&](const datasets::Clip& clip) {
    return known_.insert({clip.path, clip.start_s, clip.end_s}).second;
  });
  Progress spectrograms("teacher's features", unheard.size());
  const datasets::LoadedFeatures loaded = datasets::load_features(
      unheard, {.settings = model_.features}, datasets::FeatureCache(cache_folder_),
      omp_get_max_threads(), [&](std::size_t done) { spectrograms.update(done); });
  spectrograms.clear();

  Progress progress("teacher", unheard.size());
  std::vector<std::vector<float>> answers(unheard.size());
  datasets::parallel_for_each(
      unheard.size(), omp_get_max_threads(),
      [&](std::size_t i) {
        const audio::Spectrogram& spectrogram = loaded.features[i].spectrogram;
        if (spectrogram.n_frames > 0) answers[i] = rows(ears_.mine().classifier, spectrogram);
      },
      [&](std::size_t done) { progress.update(done); });

  const int window = model_.window_frames();
  const std::size_t columns = heard_->columns();
  for (std::size_t i = 0; i < unheard.size(); ++i) {
    if (answers[i].empty()) continue;
    const int frames = loaded.features[i].spectrogram.n_frames;
    std::span<const float> left = answers[i];
    for (const int first : datasets::window_starts(frames, window, std::max(1, window / 2))) {
      heard_->add(unheard[i].path, unheard[i].start_s + first / model_.features.frames_per_second(),
                  left.first(columns));
      left = left.subspan(columns);
    }
  }
}

std::vector<float> AskedTeacher::answers(std::span<const std::vector<float>> sounds,
                                         int sample_rate_hz) {
  const std::size_t columns = heard_->columns();
  std::vector<float> answers(sounds.size() * columns);
  datasets::parallel_for_each(sounds.size(), omp_get_max_threads(), [&](std::size_t i) {
    Ears& ears = ears_.mine();
    audio::Spectrogram spectrogram =
        ears.log_mel(audio::resample(sounds[i], sample_rate_hz, model_.features.sample_rate_hz));
    const int frames = std::min(spectrogram.n_frames, model_.window_frames());
    audio::Spectrogram window{spectrogram.n_mels, frames, {}};
    window.values.resize(static_cast<std::size_t>(spectrogram.n_mels) *
                         static_cast<std::size_t>(frames));
    datasets::copy_frames(spectrogram, 0, frames, window.values);
    std::ranges::copy(rows(ears.classifier, window),
                      answers.begin() + static_cast<std::ptrdiff_t>(i * columns));
  });
  return answers;
}

}  // namespace backbeat::apps
