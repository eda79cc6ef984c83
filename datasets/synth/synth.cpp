#include "datasets/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <xxhash.h>

#include <fmt/core.h>

#include "datasets/synth/compose.h"
#include "datasets/synth/effects.h"
#include "datasets/synth/mix.h"

namespace backbeat::datasets {
namespace {

using namespace synth;

/// Who plays. Now and then a guest sits in with an instrument the style would not have chosen, so
/// that a sound alone does not tell the style.
struct Ensemble {
  Instrument bass;
  Instrument chords;
  Instrument lead;
};

Instrument choose(const Style& style, std::vector<Instrument> Style::*role, audio::Random& random) {
  constexpr double kGuest = 0.2;
  const bool guest = random.chance(kGuest);
  return pick((guest ? pick(styles(), random) : style).*role, random);
}

Ensemble draw_ensemble(const Style& style, audio::Random random) {
  return {.bass = choose(style, &Style::bass, random),
          .chords = choose(style, &Style::chords, random),
          .lead = choose(style, &Style::lead, random)};
}

/// Adds `sound` to `track` from `start_s` on, cutting what lies outside.
void lay(std::span<float> track, std::span<const float> sound, double start_s,
         double sample_rate_hz) {
  const auto start = static_cast<std::ptrdiff_t>(std::lround(start_s * sample_rate_hz));
  const auto end = std::min(std::ssize(track), start + std::ssize(sound));
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, start); i < end; ++i) {
    track[static_cast<std::size_t>(i)] += sound[static_cast<std::size_t>(i - start)];
  }
}

/// Records the notes of one player; those that end before the clip or start after it are skipped.
class Recorder {
 public:
  Recorder(std::size_t length, double sample_rate_hz, audio::Random random)
      : track_(length),
        sample_rate_hz_(sample_rate_hz),
        random_(random),
        timbre_(Timbre::draw(random_)) {}

  std::vector<float> operator()(const std::vector<Hit>& hits) && {
    constexpr double kLongestRing_s = 1.5;
    for (const Hit& hit : hits) {
      if (!is_heard(hit.start_s, kLongestRing_s)) continue;
      lay(track_, strike(hit.drum, hit.velocity, timbre_, sample_rate_hz_, random_), hit.start_s,
          sample_rate_hz_);
    }
    return std::move(track_);
  }

  std::vector<float> operator()(const std::vector<Note>& notes, Instrument instrument) && {
    for (const Note& note : notes) {
      if (!is_heard(note.start_s, note.duration_s)) continue;
      const Tone tone = {frequency_hz(note.pitch), note.duration_s, note.velocity};
      lay(track_, play(instrument, tone, timbre_, sample_rate_hz_, random_), note.start_s,
          sample_rate_hz_);
    }
    if (is_overdriven(instrument)) {
      overdrive(track_, 1.0 + 5.0 * timbre_.colour, sample_rate_hz_);
    }
    return std::move(track_);
  }

 private:
  bool is_heard(double start_s, double duration_s) const {
    return start_s + duration_s > 0.0 &&
           start_s * sample_rate_hz_ < static_cast<double>(track_.size());
  }

  std::vector<float> track_;
  double sample_rate_hz_;
  audio::Random random_;
  Timbre timbre_;
};

}  // namespace

const std::vector<std::string>& synth_styles() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> sorted;
    for (const Style& style : styles()) sorted.push_back(style.name);
    return sorted;
  }();
  return names;
}

audio::Mono synthesise(const SynthClipOptions& options) {
  const Style& style = find_style(options.style);
  if (!(options.duration_s > 0.0) || options.sample_rate_hz < 4000) {
    throw std::invalid_argument(fmt::format(
        "synthetic clip: found {} s at {} Hz, expected more than 0 s at 4000 Hz or more",
        options.duration_s, options.sample_rate_hz));
  }
  const double rate_hz = options.sample_rate_hz;
  const auto length = static_cast<std::size_t>(std::llround(options.duration_s * rate_hz));
  // The name, not the place in the table: a new style must not change the others' clips.
  const ClipKey key = {options.seed, XXH3_64bits(style.name.data(), style.name.size()),
                       options.index};

  const Score score = compose(style, options.duration_s, key);
  const Ensemble ensemble = draw_ensemble(style, key.stream(Stream::kEnsemble));
  auto recorder = [&](Stream sound) { return Recorder(length, rate_hz, key.stream(sound)); };
  Tracks tracks = {recorder(Stream::kDrumSound)(score.drums),
                   recorder(Stream::kBassSound)(score.bass, ensemble.bass),
                   recorder(Stream::kChordSound)(score.chords, ensemble.chords),
                   recorder(Stream::kLeadSound)(score.lead, ensemble.lead)};
  return {mix_down(std::move(tracks), rate_hz, key.stream(Stream::kMix)), options.sample_rate_hz};
}

}  // namespace backbeat::datasets
