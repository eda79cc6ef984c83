#include "audio/same_audio.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <utility>

namespace backbeat::audio {
namespace {

// A frame is looked up, and found, by its bits; fewer reliable ones say too little.
constexpr int kMinReliable = 20;
// Bits that more frames have than this are a common sound and not a recording's own.
constexpr std::ptrdiff_t kCommon = 500;
// Around a frame that is found, this many must agree before the whole overlap is compared.
constexpr int kNearFrames = 24;
constexpr double kNearErrorRate = 0.3;
// Neighbouring offsets that the best one is looked for at.
constexpr int kReach = 3;

bool is_telling(const FingerprintFrame& frame) {
  return std::popcount(frame.reliable) >= kMinReliable;
}

/// The telling frames of all recordings by their bits.
class FrameIndex {
 public:
  struct Entry {
    std::uint32_t bits;
    int clip;
    int frame;

    auto operator<=>(const Entry&) const = default;
  };

  explicit FrameIndex(std::span<const Fingerprint> fingerprints) : starts_((1U << kTopBits) + 1) {
    for (std::size_t clip = 0; clip < fingerprints.size(); ++clip) {
      const auto& frames = fingerprints[clip].frames;
      for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!is_telling(frames[i])) continue;
        entries_.push_back({frames[i].bits, static_cast<int>(clip), static_cast<int>(i)});
      }
    }
    std::sort(entries_.begin(), entries_.end());
    for (const Entry& entry : entries_) ++starts_[top(entry.bits) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  }

  /// Those with these bits, of recordings after `clip`; none where the bits are common.
  std::span<const Entry> find(std::uint32_t bits, int clip) const {
    const auto begin = entries_.begin() + starts_[top(bits)];
    const auto end = entries_.begin() + starts_[top(bits) + 1];
    const auto low = std::lower_bound(begin, end, Entry{bits, clip + 1, 0});
    auto high = low;
    while (high != end && high->bits == bits && high - low <= kCommon) ++high;
    if (high - low > kCommon) return {};
    return {low, high};
  }

 private:
  static constexpr int kTopBits = 18;
  static std::size_t top(std::uint32_t bits) { return bits >> (32 - kTopBits); }

  std::vector<Entry> entries_;          // sorted
  std::vector<std::ptrdiff_t> starts_;  // of the entries with equal top bits
};

/// Where a recording may lie over another.
struct Candidate {
  int clip;
  int offset;  ///< frames, as in overlap()
  int frame;   ///< of the first recording: where bits were found equal

  auto operator<=>(const Candidate&) const = default;
};

/// One for each other recording and offset at which a frame is found, by its bits or with one that
/// is not reliable turned.
std::vector<Candidate> find_candidates(const FrameIndex& index, const Fingerprint& fingerprint,
                                       int clip) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < fingerprint.frames.size(); ++i) {
    const FingerprintFrame& frame = fingerprint.frames[i];
    if (!is_telling(frame)) continue;
    const auto look_up = [&](std::uint32_t bits) {
      for (const auto& entry : index.find(bits, clip)) {
        candidates.push_back({entry.clip, entry.frame - static_cast<int>(i), static_cast<int>(i)});
      }
    };
    look_up(frame.bits);
    for (std::uint32_t rest = ~frame.reliable; rest != 0; rest &= rest - 1) {
      look_up(frame.bits ^ (rest & -rest));
    }
  }
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

/// Compares recordings pair by pair and keeps the best offset of each.
class Verifier {
 public:
  Verifier(std::span<const Fingerprint> fingerprints, const SameAudioOptions& options)
      : fingerprints_(fingerprints), options_(options) {}

  /// False where already the frames around the one that was found differ.
  bool verify(int clip, const Candidate& candidate) {
    const Fingerprint& a = fingerprints_[static_cast<std::size_t>(clip)];
    const Fingerprint& b = fingerprints_[static_cast<std::size_t>(candidate.clip)];
    const Overlap near =
        overlap(a, b, candidate.offset, candidate.frame - kNearFrames / 2, kNearFrames);
    if (near.error_rate() > kNearErrorRate) return false;
    for (int offset = candidate.offset - kReach; offset <= candidate.offset + kReach; ++offset) {
      const Overlap whole = overlap(a, b, offset);
      if (whole.bits < options_.min_bits || whole.error_rate() > options_.max_error_rate) continue;
      keep(
          {clip, candidate.clip, offset / Fingerprint::kFramesPerSecond, 1.0 - whole.error_rate()});
    }
    return true;
  }

  void keep(const SameAudio& pair) {
    SameAudio& best = best_[{pair.first, pair.second}];
    if (pair.similarity > best.similarity) best = pair;
  }

  std::vector<SameAudio> take() const {
    std::vector<SameAudio> pairs;
    for (const auto& [positions, pair] : best_) pairs.push_back(pair);
    return pairs;
  }

 private:
  std::span<const Fingerprint> fingerprints_;
  SameAudioOptions options_;
  std::map<std::pair<int, int>, SameAudio> best_;
};

void keep_equal_digests(std::span<const Fingerprint> fingerprints, Verifier& verifier) {
  std::map<std::uint64_t, std::vector<int>> clips_of;
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    if (fingerprints[i].digest == 0) continue;
    std::vector<int>& clips = clips_of[fingerprints[i].digest];
    for (const int earlier : clips) verifier.keep({earlier, static_cast<int>(i), 0.0, 1.0});
    clips.push_back(static_cast<int>(i));
  }
}

}  // namespace

std::vector<SameAudio> find_same_audio(std::span<const Fingerprint> fingerprints,
                                       const SameAudioOptions& options) {
  Verifier verifier(fingerprints, options);
  keep_equal_digests(fingerprints, verifier);
  const FrameIndex index(fingerprints);
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    const int clip = static_cast<int>(i);
    std::optional<Candidate> last;
    for (const Candidate& candidate : find_candidates(index, fingerprints[i], clip)) {
      // The whole overlap is compared once, though several frames are found at one offset.
      if (last && last->clip == candidate.clip && last->offset == candidate.offset) continue;
      if (verifier.verify(clip, candidate)) last = candidate;
    }
  }
  return verifier.take();
}

}  // namespace backbeat::audio
