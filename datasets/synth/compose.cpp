#include "datasets/synth/compose.h"

#include "datasets/synth/melody.h"
#include "datasets/synth/rhythm_section.h"
#include "datasets/synth/session.h"

namespace backbeat::datasets::synth {

Score compose(const Style& style, double duration_s, const ClipKey& key) {
  const Session session(style, duration_s, key.stream(Stream::kSession));
  return {.drums = play_drums(session, key.stream(Stream::kDrums)),
          .bass = play_bass(session, key.stream(Stream::kBass)),
          .chords = play_chords(session, key.stream(Stream::kChords)),
          .lead = play_melody(session, key.stream(Stream::kLead))};
}

}  // namespace backbeat::datasets::synth
