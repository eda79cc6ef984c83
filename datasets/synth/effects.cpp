#include "datasets/synth/effects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

constexpr double kButterworth = 0.7071067811865476;

/// Fourth-order Linkwitz-Riley crossover: the two halves sum to an all-pass.
class Crossover {
 public:
  Crossover(double frequency_hz, double sample_rate_hz)
      : low_{{{frequency_hz, kButterworth, sample_rate_hz},
              {frequency_hz, kButterworth, sample_rate_hz}}},
        high_(low_) {}
  double low(double x) { return low_[1].feed(low_[0].feed(x).low()).low(); }
  double high(double x) { return high_[1].feed(high_[0].feed(x).high()).high(); }

 private:
  std::array<StateVariable, 2> low_;
  std::array<StateVariable, 2> high_;
};

/// A delay line with feedback through a low-pass: one echo path of a room.
class Comb {
 public:
  Comb(std::size_t length, double feedback, double damping_hz, double sample_rate_hz)
      : line_(length), feedback_(feedback), wall_(damping_hz, sample_rate_hz) {}
  double next(double x) {
    const double y = line_[at_];
    line_[at_] = x + feedback_ * wall_.low(y);
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
    return y;
  }

 private:
  std::vector<double> line_;
  double feedback_;
  OnePole wall_;
  std::size_t at_ = 0;
};

/// Schroeder's all-pass: it thickens the echoes and leaves the spectrum alone.
class Diffuser {
 public:
  explicit Diffuser(std::size_t length) : line_(length) {}
  double next(double x) {
    constexpr double kGain = 0.7;
    const double delayed = line_[at_];
    const double y = delayed - kGain * x;
    line_[at_] = x + kGain * y;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
    return y;
  }

 private:
  std::vector<double> line_;
  std::size_t at_ = 0;
};

std::size_t delay_length(double delay_s, double sample_rate_hz) {
  return static_cast<std::size_t>(delay_s * sample_rate_hz) + 1;
}

}  // namespace

double rms(std::span<const float> samples) {
  double energy = 0.0;
  for (const float x : samples) energy += static_cast<double>(x) * x;
  return samples.empty() ? 0.0 : std::sqrt(energy / static_cast<double>(samples.size()));
}

void set_rms(std::span<float> samples, double level) {
  const double now = rms(samples);
  if (now < 1e-9) return;
  for (float& x : samples) x *= static_cast<float>(level / now);
}

void overdrive(std::span<float> samples, double gain, double sample_rate_hz) {
  set_rms(samples, gain);
  OnePole rumble(90.0, sample_rate_hz);
  StateVariable cabinet(3800.0, kButterworth, sample_rate_hz);
  for (float& x : samples) {
    x = static_cast<float>(cabinet.feed(std::tanh(rumble.high(x))).low());
  }
}

std::vector<float> reverberate(std::span<const float> dry, double t60_s, double damping_hz,
                               double sample_rate_hz) {
  std::vector<Comb> combs;
  for (const double delay_s : {0.0297, 0.0371, 0.0411, 0.0437}) {
    combs.emplace_back(delay_length(delay_s, sample_rate_hz),
                       std::pow(10.0, -3.0 * delay_s / t60_s), damping_hz, sample_rate_hz);
  }
  Diffuser first(delay_length(0.0050, sample_rate_hz));
  Diffuser second(delay_length(0.0017, sample_rate_hz));
  std::vector<float> wet(dry.size());
  for (std::size_t i = 0; i < dry.size(); ++i) {
    double echoes = 0.0;
    for (Comb& comb : combs) echoes += comb.next(dry[i]);
    wet[i] = static_cast<float>(0.25 * second.next(first.next(echoes)));
  }
  return wet;
}

void match_bands(std::span<float> samples, std::span<const double> levels_db, double reach_db,
                 double sample_rate_hz) {
  std::array<std::vector<float>, kBands> bands;
  std::vector<float> rest(samples.begin(), samples.end());
  for (std::size_t b = 0; b + 1 < kBands; ++b) {
    Crossover crossover(200.0 * std::pow(4.0, static_cast<double>(b)), sample_rate_hz);
    bands[b].resize(rest.size());
    for (std::size_t i = 0; i < rest.size(); ++i) {
      bands[b][i] = static_cast<float>(crossover.low(rest[i]));
      rest[i] = static_cast<float>(crossover.high(rest[i]));
    }
  }
  bands.back() = std::move(rest);

  const double overall = rms(samples);
  std::ranges::fill(samples, 0.0F);
  for (std::size_t b = 0; b < kBands; ++b) {
    const double now = rms(bands[b]);
    if (now < 1e-9) continue;
    const double wanted_db = levels_db[b] - 20.0 * std::log10(now / overall);
    const double gain = std::pow(10.0, std::clamp(wanted_db, -reach_db, reach_db) / 20.0);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] += static_cast<float>(gain * bands[b][i]);
    }
  }
}

void limit_bandwidth(std::span<float> samples, double cutoff_hz, double sample_rate_hz) {
  Crossover crossover(cutoff_hz, sample_rate_hz);
  for (float& x : samples) x = static_cast<float>(crossover.low(x));
}

void fade_ends(std::span<float> samples, double fade_s, double sample_rate_hz) {
  const auto length =
      std::min(static_cast<std::size_t>(fade_s * sample_rate_hz) + 1, samples.size() / 2);
  for (std::size_t i = 0; i < length; ++i) {
    const float gain = static_cast<float>(i) / static_cast<float>(length);
    samples[i] *= gain;
    samples[samples.size() - 1 - i] *= gain;
  }
}

}  // namespace backbeat::datasets::synth
