#include "audio/features/stft.h"

#include <array>
#include <cassert>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <utility>

#include <kissfft/kissfft.hh>

// The spectrum of n_fft = 2 N real samples from one complex transform of length N (Press et al.,
// Numerical Recipes, 12.3). Even samples are the real parts, odd ones the imaginary parts, of
//   z_n = x_2n + i x_2n+1,   n = 0 ... N-1,   with the transform Z_k, Z_N = Z_0.
// The transforms of the even and of the odd samples alone are
//   E_k = (Z_k + conj Z_N-k) / 2,   O_k = (Z_k - conj Z_N-k) / 2i,
// and with the twiddle factor t_k = exp(-2 pi i k / n_fft)
//   X_k = E_k + t_k O_k,   conj X_N-k = E_k - t_k O_k.
namespace backbeat::audio {
namespace {

using Complex = std::complex<Lanes>;

std::vector<std::complex<float>> twiddle_factors(int n_fft) {
  std::vector<std::complex<float>> twiddles(static_cast<std::size_t>(n_fft / 2 + 1));
  for (std::size_t k = 0; k < twiddles.size(); ++k) {
    twiddles[k] = std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k) / n_fft);
  }
  return twiddles;
}

using Block = std::array<Lanes::Vector, kLanes>;

// Rows to columns. Merging row i with row i + 8, element by element, moves the highest bit of an
// element's row number to the lowest of its column number; four times, all bits have changed sides.
void transpose(Block& rows) {
  static_assert(kLanes == 16);
  for (int round = 0; round < 4; ++round) {
    Block merged;
    for (std::size_t i = 0; i < 8; ++i) {
      merged[2 * i] = __builtin_shufflevector(rows[i], rows[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4,
                                              20, 5, 21, 6, 22, 7, 23);
      merged[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + 8], 8, 24, 9, 25, 10, 26, 11,
                                                  27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    rows = merged;
  }
}

Lanes squared_magnitude(Complex z) {
  return z.real() * z.real() + z.imag() * z.imag();
}

}  // namespace

struct Stft::Plan {
  Plan(std::vector<float> weights, int hop)
      : n_fft(static_cast<int>(weights.size())),
        hop_length(hop),
        window(std::move(weights)),
        twiddles(twiddle_factors(n_fft)),
        fft(window.size() / 2, false),
        frames(window.size() / 2),
        transform(window.size() / 2) {}

  void load(std::span<const float> samples);

  int n_fft;
  int hop_length;
  std::vector<float> window;                  // n_fft
  std::vector<std::complex<float>> twiddles;  // t_k, k = 0 ... N
  kissfft<Lanes> fft;
  std::vector<Complex> frames;     // z, N of them
  std::vector<Complex> transform;  // Z, N of them
};

// Sample n of every frame into the lanes of one vector, windowed.
void Stft::Plan::load(std::span<const float> samples) {
  const auto hop = static_cast<std::size_t>(hop_length);
  const auto put = [&](std::size_t n, Lanes::Vector lanes) {
    const Lanes windowed = Lanes(lanes) * Lanes(window[n]);
    Complex& z = frames[n / 2];
    n % 2 == 0 ? z.real(windowed) : z.imag(windowed);
  };
  std::size_t n = 0;
  for (; n + kLanes <= window.size(); n += kLanes) {
    Block block;
    for (std::size_t l = 0; l < kLanes; ++l) {
      std::memcpy(&block[l], &samples[l * hop + n], sizeof(Lanes::Vector));
    }
    transpose(block);
    for (std::size_t i = 0; i < kLanes; ++i) put(n + i, block[i]);
  }
  for (; n < window.size(); ++n) {
    Lanes::Vector lanes;
    for (std::size_t l = 0; l < kLanes; ++l) lanes[l] = samples[l * hop + n];
    put(n, lanes);
  }
}

std::vector<float> hann_window(const FeatureSettings& settings) {
  const int length = settings.window_length();
  const int period = settings.window == Window::kPeriodic ? length : length - 1;
  const int before =
      settings.window_place == WindowPlace::kCentre ? (settings.n_fft - length) / 2 : 0;
  std::vector<float> window(static_cast<std::size_t>(settings.n_fft));
  const std::span<float> within =
      std::span(window).subspan(static_cast<std::size_t>(before), static_cast<std::size_t>(length));
  for (int n = 0; n < length; ++n) {
    within[static_cast<std::size_t>(n)] =
        static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / period));
  }
  return window;
}

Stft::Stft(std::vector<float> window, int hop_length)
    : plan_(std::make_unique<Plan>(std::move(window), hop_length)) {}
Stft::~Stft() = default;
Stft::Stft(Stft&&) noexcept = default;
Stft& Stft::operator=(Stft&&) noexcept = default;

int Stft::n_bins() const {
  return plan_->n_fft / 2 + 1;
}

std::size_t Stft::span_samples() const {
  return static_cast<std::size_t>(kLanes - 1) * static_cast<std::size_t>(plan_->hop_length) +
         static_cast<std::size_t>(plan_->n_fft);
}

void Stft::power_spectra(std::span<const float> samples, std::span<Lanes> power) {
  Plan& plan = *plan_;
  assert(samples.size() == span_samples() && power.size() == plan.transform.size() + 1);
  plan.load(samples);
  plan.fft.transform(plan.frames.data(), plan.transform.data());

  const std::size_t length = plan.transform.size();  // N
  const Lanes half = 0.5F;
  for (std::size_t k = 0; 2 * k <= length; ++k) {
    const Complex z = plan.transform[k];
    const Complex mirror = std::conj(plan.transform[k == 0 ? 0 : length - k]);
    const Complex even = half * (z + mirror);
    const Complex odd_i = half * (z - mirror);  // i O_k
    const Complex odd(odd_i.imag(), -odd_i.real());
    const Complex twiddle(plan.twiddles[k].real(), plan.twiddles[k].imag());
    power[k] = squared_magnitude(even + twiddle * odd);
    power[length - k] = squared_magnitude(even - twiddle * odd);
  }
}

}  // namespace backbeat::audio
