#include "audio/stft.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <numbers>
#include <vector>

#include <kissfft/kiss_fftr.h>

namespace backbeat::audio {
namespace {

struct Free {
  void operator()(kiss_fftr_cfg config) const { kiss_fftr_free(config); }
};
using Fft = std::unique_ptr<std::remove_pointer_t<kiss_fftr_cfg>, Free>;

std::vector<float> periodic_hann(int length) {
  std::vector<float> window(static_cast<std::size_t>(length));
  for (int n = 0; n < length; ++n) {
    window[static_cast<std::size_t>(n)] =
        static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / length));
  }
  return window;
}

// Mirrored at both ends without repeating the end samples: period 2 (n - 1).
float mirrored(std::span<const float> samples, std::ptrdiff_t position) {
  const auto last = static_cast<std::ptrdiff_t>(samples.size()) - 1;
  if (last == 0) return samples[0];
  const std::ptrdiff_t phase = std::abs(position) % (2 * last);
  return samples[static_cast<std::size_t>(phase <= last ? phase : 2 * last - phase)];
}

}  // namespace

struct Stft::Plan {
  int n_fft;
  int hop_length;
  PadMode pad_mode;
  std::vector<float> window;
  Fft fft;
  std::vector<float> frame;        // n_fft
  std::vector<kiss_fft_cpx> bins;  // n_fft / 2 + 1

  void load(std::span<const float> samples, std::ptrdiff_t start);
};

// Fills `frame` with the samples from `start` on, which may lie before the clip or reach past it.
void Stft::Plan::load(std::span<const float> samples, std::ptrdiff_t start) {
  const auto size = static_cast<std::ptrdiff_t>(samples.size());
  const std::ptrdiff_t inside_begin = std::clamp<std::ptrdiff_t>(-start, 0, n_fft);
  const std::ptrdiff_t inside_end = std::clamp<std::ptrdiff_t>(size - start, inside_begin, n_fft);
  const auto pad = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
    for (std::ptrdiff_t n = from; n < to; ++n) {
      frame[static_cast<std::size_t>(n)] =
          pad_mode == PadMode::kReflect && size > 0 ? mirrored(samples, start + n) : 0.0F;
    }
  };
  pad(0, inside_begin);
  std::copy_n(samples.begin() + (start + inside_begin), inside_end - inside_begin,
              frame.begin() + inside_begin);
  pad(inside_end, n_fft);
}

Stft::Stft(int n_fft, int hop_length, PadMode pad_mode)
    : plan_(std::make_unique<Plan>(
          Plan{n_fft, hop_length, pad_mode, periodic_hann(n_fft),
               Fft(kiss_fftr_alloc(n_fft, 0, nullptr, nullptr)),
               std::vector<float>(static_cast<std::size_t>(n_fft)),
               std::vector<kiss_fft_cpx>(static_cast<std::size_t>(n_fft / 2 + 1))})) {
  if (!plan_->fft) throw std::bad_alloc();
}

Stft::~Stft() = default;
Stft::Stft(Stft&&) noexcept = default;
Stft& Stft::operator=(Stft&&) noexcept = default;

int Stft::n_bins() const {
  return plan_->n_fft / 2 + 1;
}

int Stft::n_frames(std::size_t n_samples) const {
  return static_cast<int>(1 + n_samples / static_cast<std::size_t>(plan_->hop_length));
}

void Stft::power_spectrum(std::span<const float> samples, int frame, std::span<float> power) const {
  Plan& plan = *plan_;
  const auto centre = static_cast<std::ptrdiff_t>(frame) * plan.hop_length;
  plan.load(samples, centre - plan.n_fft / 2);
  for (std::size_t n = 0; n < plan.frame.size(); ++n) plan.frame[n] *= plan.window[n];
  kiss_fftr(plan.fft.get(), plan.frame.data(), plan.bins.data());
  for (std::size_t k = 0; k < plan.bins.size(); ++k) {
    const auto [re, im] = plan.bins[k];
    power[k] = re * re + im * im;
  }
}

}  // namespace backbeat::audio
