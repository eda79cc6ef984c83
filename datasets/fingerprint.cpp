#include "datasets/fingerprint.h"

#include <memory>
#include <xxhash.h>

#include <fmt/format.h>

namespace backbeat::datasets {

std::string fingerprint(std::span<const audio::Spectrogram> spectrograms,
                        std::span<const int> labels) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  for (const audio::Spectrogram& spectrogram : spectrograms) {
    XXH3_128bits_update(state.get(), spectrogram.values.data(),
                        spectrogram.values.size() * sizeof(float));
  }
  XXH3_128bits_update(state.get(), labels.data(), labels.size_bytes());
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace backbeat::datasets
