#include "audio/features/framer.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace backbeat::audio {
namespace {

// The sample at `position`, negative or not, of a signal mirrored at both ends without repeating
// its end samples: its period is 2 (n - 1).
float mirrored(std::span<const float> signal, std::ptrdiff_t position) {
  const auto last = static_cast<std::ptrdiff_t>(signal.size()) - 1;
  if (last == 0) return signal[0];
  const std::ptrdiff_t phase = std::abs(position) % (2 * last);
  return signal[static_cast<std::size_t>(phase <= last ? phase : 2 * last - phase)];
}

}  // namespace

Framer::Framer(int frame_length, int hop_length, PadMode pad_mode)
    : frame_length_(static_cast<std::size_t>(frame_length)),
      hop_length_(static_cast<std::size_t>(hop_length)),
      margin_(pad_mode == PadMode::kNone ? 0 : frame_length_ / 2),
      pad_mode_(pad_mode) {}

std::size_t Framer::n_frames() const {
  if (pad_mode_ != PadMode::kNone) return 1 + pushed_ / hop_length_;
  return pushed_ < frame_length_ ? 1 : 1 + (pushed_ - frame_length_) / hop_length_;
}

void Framer::push(std::span<const float> block) {
  assert(!finished_);
  // What the frames to come, and the mirror at the end, no longer need.
  const std::size_t kept = begun_ ? std::min(samples_.size(), margin_ + 1) : samples_.size();
  const std::size_t dropped = std::min(next_, samples_.size() - kept);
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(dropped));
  next_ -= dropped;
  samples_.insert(samples_.end(), block.begin(), block.end());
  pushed_ += block.size();
  if (!begun_ && samples_.size() > margin_) pad_begin();
}

void Framer::finish() {
  assert(!finished_);
  if (!begun_) pad_begin();
  pad_end();
  finished_ = true;
}

void Framer::pad_begin() {
  begun_ = true;
  std::vector<float> padding(margin_);
  if (pad_mode_ == PadMode::kReflect && !samples_.empty()) {
    for (std::size_t i = 0; i < margin_; ++i) {
      padding[i] = mirrored(samples_, static_cast<std::ptrdiff_t>(i - margin_));
    }
  }
  samples_.insert(samples_.begin(), padding.begin(), padding.end());
}

void Framer::pad_end() {
  std::vector<float> padding(margin_);
  if (pad_mode_ == PadMode::kReflect && pushed_ > 0) {
    // All of a short signal, or as much as the mirror shows of a longer one.
    const std::span<const float> tail =
        std::span<const float>(samples_).last(std::min(pushed_, margin_ + 1));
    for (std::size_t i = 0; i < margin_; ++i) {
      padding[i] = mirrored(tail, static_cast<std::ptrdiff_t>(tail.size() + i));
    }
  }
  samples_.insert(samples_.end(), padding.begin(), padding.end());
}

std::span<const float> Framer::peek(std::size_t count) {
  if (finished_ && samples_.size() < next_ + count) samples_.resize(next_ + count);
  if (!begun_ || samples_.size() < next_ + count) return {};
  return std::span<const float>(samples_).subspan(next_, count);
}

void Framer::advance(std::size_t frames) {
  next_ += frames * hop_length_;
}

}  // namespace backbeat::audio
