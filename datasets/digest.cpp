#include "datasets/digest.h"

#include <memory>
#include <xxhash.h>

#include <fmt/format.h>

namespace backbeat::datasets {

namespace {

/// XXH3 of what is added to it.
class Hash {
 public:
  Hash() : state_(XXH3_createState(), &XXH3_freeState) { XXH3_128bits_reset(state_.get()); }
  void add(const void* bytes, std::size_t size) { XXH3_128bits_update(state_.get(), bytes, size); }
  std::string text() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

}  // namespace

std::string fingerprint(std::span<const float> values) {
  Hash hash;
  hash.add(values.data(), values.size_bytes());
  return hash.text();
}

std::string fingerprint(std::span<const std::string_view> pieces) {
  Hash hash;
  for (const std::string_view piece : pieces) {
    const std::size_t size = piece.size();
    hash.add(&size, sizeof size);
    hash.add(piece.data(), size);
  }
  return hash.text();
}

std::string fingerprint(std::span<const audio::Spectrogram> spectrograms,
                        std::span<const int> labels) {
  Hash hash;
  for (const audio::Spectrogram& spectrogram : spectrograms) {
    hash.add(spectrogram.values.data(), spectrogram.values.size() * sizeof(float));
  }
  hash.add(labels.data(), labels.size_bytes());
  return hash.text();
}

}  // namespace backbeat::datasets
