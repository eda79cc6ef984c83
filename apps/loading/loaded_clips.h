#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/dataset.h"
#include "datasets/features/waveform_store.h"

namespace backbeat::apps {

/// Spectrograms of clips, of all their versions in the order of datasets::with_recodings(), with
/// the positions of the clips' labels, -1 for none, and the waveforms that they were made of where
/// those are augmented.
struct LabelledFeatures {
  std::vector<audio::Spectrogram> spectrograms;
  std::vector<int> labels;
  std::shared_ptr<const datasets::WaveformStore> waveforms;

  bool empty() const { return labels.empty(); }
};

/// What was loaded of a list of clips: those that could be used, in its order, the ones without a
/// label last.
struct LoadedClips {
  LabelledFeatures features;
  std::vector<datasets::Clip> clips;  ///< those of `features`, in the same order
  std::vector<int> positions;         ///< theirs in the list that was loaded, ascending
  std::vector<double> durations_s;    ///< of what was decoded

  /// How many clips have a label.
  std::size_t labelled() const;
  /// Which clip was at `position` of the list; nothing: it could not be used.
  std::optional<std::size_t> find(int position) const;
};

/// Those at `positions` of the list, with the first `versions` versions of their spectrograms, which
/// leave `all` empty in their places, and their waveforms.
LoadedClips take(LoadedClips& all, const std::vector<int>& positions, int versions);

}  // namespace backbeat::apps
