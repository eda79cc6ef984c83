#include "audio/fingerprint/same_audio.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <tuple>
#include <utility>

namespace backbeat::audio {
namespace {

// A frame is looked up by its bits; fewer reliable ones say too little.
constexpr int kMinReliable = 20;
// Bits that more frames have than this are a common sound and not a recording's own.
constexpr std::ptrdiff_t kCommon = 200;
// Around a frame that is found, frames this far away must be alike too: their changes do not
// overlap its own.
constexpr std::array kNear{-24, -16, -8, 8, 16, 24};
constexpr double kNearErrorRate = 0.3;
// Neighbouring offsets that the best one is looked for at.
constexpr int kReach = 3;

bool is_telling(const FingerprintFrame& frame) {
  return std::popcount(frame.reliable) >= kMinReliable;
}

/// Whether frame `i` of `a` and frame `j` of `b` have like surroundings.
bool is_alike_near(const Fingerprint& a, int i, const Fingerprint& b, int j) {
  const auto frame_of = [](const Fingerprint& f, int frame) -> const FingerprintFrame* {
    const bool is_there = frame >= 0 && frame < static_cast<int>(f.frames.size());
    return is_there ? &f.frames[static_cast<std::size_t>(frame)] : nullptr;
  };
  Overlap near;
  for (const int step : kNear) {
    const FingerprintFrame* const x = frame_of(a, i + step);
    const FingerprintFrame* const y = frame_of(b, j + step);
    if (x != nullptr && y != nullptr) near.add(*x, *y);
  }
  return near.error_rate() <= kNearErrorRate;
}

/// The telling frames of all recordings by their bits.
class FrameIndex {
 public:
  struct Entry {
    std::uint32_t bits;
    int clip;
    int frame;

    bool operator<(const Entry& other) const {
      return std::tie(bits, clip, frame) < std::tie(other.bits, other.clip, other.frame);
    }
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

  bool operator==(const Candidate&) const = default;
  bool operator<(const Candidate& other) const {
    return std::tie(clip, offset) < std::tie(other.clip, other.offset);
  }
};

/// The other recordings and offsets at which a frame is found, by its bits or with one that is not
/// reliable turned, and looks alike nearby; each once.
std::vector<Candidate> find_candidates(const FrameIndex& index,
                                       std::span<const Fingerprint> fingerprints, int clip) {
  const Fingerprint& own = fingerprints[static_cast<std::size_t>(clip)];
  std::vector<Candidate> candidates;
  for (int i = 0; i < static_cast<int>(own.frames.size()); ++i) {
    const FingerprintFrame& frame = own.frames[static_cast<std::size_t>(i)];
    if (!is_telling(frame)) continue;
    const auto look_up = [&](std::uint32_t bits) {
      for (const auto& entry : index.find(bits, clip)) {
        const Fingerprint& other = fingerprints[static_cast<std::size_t>(entry.clip)];
        if (!is_alike_near(own, i, other, entry.frame)) continue;
        candidates.push_back({entry.clip, entry.frame - i});
      }
    };
    look_up(frame.bits);
    for (std::uint32_t rest = ~frame.reliable; rest != 0; rest &= rest - 1) {
      look_up(frame.bits ^ (rest & -rest));
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

/// The pairs so far, each at its best offset.
class Pairs {
 public:
  void keep(const SameAudio& pair) {
    SameAudio& best = best_[{pair.first, pair.second}];
    if (pair.similarity > best.similarity) best = pair;
  }

  std::vector<SameAudio> all() const {
    std::vector<SameAudio> pairs;
    for (const auto& [positions, pair] : best_) pairs.push_back(pair);
    return pairs;
  }

 private:
  std::map<std::pair<int, int>, SameAudio> best_;
};

/// Compares all that lies over each other, at the candidate's offset and beside it.
void verify(std::span<const Fingerprint> fingerprints, int clip, const Candidate& candidate,
            const SameAudioOptions& options, Pairs& pairs) {
  for (int offset = candidate.offset - kReach; offset <= candidate.offset + kReach; ++offset) {
    const Overlap whole = overlap(fingerprints[static_cast<std::size_t>(clip)],
                                  fingerprints[static_cast<std::size_t>(candidate.clip)], offset);
    if (whole.bits < options.min_bits || whole.error_rate() > options.max_error_rate) continue;
    pairs.keep(
        {clip, candidate.clip, offset / Fingerprint::kFramesPerSecond, 1.0 - whole.error_rate()});
  }
}

void keep_equal_digests(std::span<const Fingerprint> fingerprints, Pairs& pairs) {
  std::map<std::uint64_t, std::vector<int>> clips_of;
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    if (fingerprints[i].digest == 0) continue;
    std::vector<int>& clips = clips_of[fingerprints[i].digest];
    for (const int earlier : clips) pairs.keep({earlier, static_cast<int>(i), 0.0, 1.0});
    clips.push_back(static_cast<int>(i));
  }
}

}  // namespace

std::vector<SameAudio> find_same_audio(std::span<const Fingerprint> fingerprints,
                                       const SameAudioOptions& options) {
  Pairs pairs;
  keep_equal_digests(fingerprints, pairs);
  const FrameIndex index(fingerprints);
  for (int clip = 0; clip < static_cast<int>(fingerprints.size()); ++clip) {
    for (const Candidate& candidate : find_candidates(index, fingerprints, clip)) {
      verify(fingerprints, clip, candidate, options, pairs);
    }
  }
  return pairs.all();
}

}  // namespace backbeat::audio
