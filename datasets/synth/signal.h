#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

// The building blocks of every voice: oscillators, filters, envelopes, one sample at a time.
namespace backbeat::datasets::synth {

/// Oscillator whose jumps are rounded by a two-sample polynomial (PolyBLEP, Valimaki and
/// Huovinen 2007), which pushes aliases of notes in the musical range below audibility.
class Oscillator {
 public:
  Oscillator(double frequency_hz, double sample_rate_hz, double phase)
      : step_(frequency_hz / sample_rate_hz), phase_(phase) {}

  /// Moves on by one sample at `ratio` times the frequency.
  void advance(double ratio = 1.0) {
    moved_ = step_ * ratio;
    phase_ += moved_;
    phase_ -= std::floor(phase_);
  }
  double sine() const { return std::sin(2.0 * std::numbers::pi * phase_); }
  double saw() const { return 2.0 * phase_ - 1.0 - residual(phase_); }
  /// High for `width` of the period; its mean is 0.
  double pulse(double width) const {
    const double fall = phase_ >= width ? phase_ - width : phase_ - width + 1.0;
    const double naive = (phase_ < width ? 1.0 : -1.0) - (2.0 * width - 1.0);
    return naive + residual(phase_) - residual(fall);
  }

 private:
  double residual(double phase) const {
    if (phase < moved_) {
      const double t = phase / moved_;
      return 2.0 * t - t * t - 1.0;
    }
    if (phase > 1.0 - moved_) {
      const double t = (phase - 1.0) / moved_;
      return t * t + 2.0 * t + 1.0;
    }
    return 0.0;
  }

  double step_;
  double phase_;
  double moved_ = 1e-9;
};

/// A decaying sinusoid by recurrence: y[n] = 2 r cos(w) y[n-1] - r^2 y[n-2].
class Mode {
 public:
  /// `t60_s`: time to fall by 60 dB. Silent where the frequency is above half the sample rate.
  Mode(double frequency_hz, double amplitude, double t60_s, double sample_rate_hz) {
    const double w = 2.0 * std::numbers::pi * frequency_hz / sample_rate_hz;
    const double r = std::exp(-6.907755 / (t60_s * sample_rate_hz));
    if (w >= std::numbers::pi) return;
    a1_ = 2.0 * r * std::cos(w);
    a2_ = -r * r;
    y1_ = 0.0;
    y2_ = -amplitude * std::sin(w) / r;
  }
  double next() {
    const double y = a1_ * y1_ + a2_ * y2_;
    y2_ = y1_;
    y1_ = y;
    return y;
  }

 private:
  double a1_ = 0.0;
  double a2_ = 0.0;
  double y1_ = 0.0;
  double y2_ = 0.0;
};

/// First-order low-pass; input minus output is the matching high-pass.
class OnePole {
 public:
  OnePole(double cutoff_hz, double sample_rate_hz)
      : pole_(std::exp(-2.0 * std::numbers::pi * std::min(cutoff_hz / sample_rate_hz, 0.5))) {}
  double low(double x) { return state_ += (1.0 - pole_) * (x - state_); }
  double high(double x) { return x - low(x); }

 private:
  double pole_;
  double state_ = 0.0;
};

/// Second-order state-variable filter, trapezoidal integrators (Simper 2013): stable when swept.
class StateVariable {
 public:
  StateVariable(double cutoff_hz, double quality, double sample_rate_hz)
      : sample_rate_hz_(sample_rate_hz), k_(1.0 / quality) {
    tune(cutoff_hz);
  }
  void tune(double cutoff_hz) {
    const double ratio = std::min(cutoff_hz / sample_rate_hz_, 0.45);
    const double g = std::tan(std::numbers::pi * ratio);
    a1_ = 1.0 / (1.0 + g * (g + k_));
    a2_ = g * a1_;
    a3_ = g * a2_;
  }
  /// Feeds one sample; low(), band() and high() then give the outputs.
  StateVariable& feed(double x) {
    const double v3 = x - ic2_;
    band_ = a1_ * ic1_ + a2_ * v3;
    low_ = ic2_ + a2_ * ic1_ + a3_ * v3;
    ic1_ = 2.0 * band_ - ic1_;
    ic2_ = 2.0 * low_ - ic2_;
    input_ = x;
    return *this;
  }
  double low() const { return low_; }
  double band() const { return k_ * band_; }  ///< 1 at the centre frequency
  double high() const { return input_ - k_ * band_ - low_; }

 private:
  double sample_rate_hz_;
  double k_;
  double a1_ = 0.0, a2_ = 0.0, a3_ = 0.0;
  double ic1_ = 0.0, ic2_ = 0.0;
  double low_ = 0.0, band_ = 0.0, input_ = 0.0;
};

struct Adsr {
  double attack_s = 0.005;
  double decay_s = 0.2;  ///< time constant
  double sustain = 1.0;
  double release_s = 0.05;
};

/// Straight attack, exponential decay to `sustain`, straight release that ends at exactly 0.
class Envelope {
 public:
  Envelope(const Adsr& adsr, double duration_s, double sample_rate_hz)
      : attack_step_(1.0 / std::max(1.0, adsr.attack_s * sample_rate_hz)),
        decay_(std::exp(-1.0 / (adsr.decay_s * sample_rate_hz))),
        sustain_(adsr.sustain),
        held_(static_cast<std::size_t>(std::max(1.0, duration_s * sample_rate_hz))),
        release_(static_cast<std::size_t>(std::max(1.0, adsr.release_s * sample_rate_hz))) {}

  std::size_t size() const { return held_ + release_; }

  double next() {
    if (n_ < held_) {
      attacking_ = attacking_ && level_ < 1.0;
      level_ = attacking_ ? std::min(1.0, level_ + attack_step_)
                          : sustain_ + (level_ - sustain_) * decay_;
    } else if (n_ == held_) {
      release_step_ = level_ / static_cast<double>(release_);
    }
    if (n_++ >= held_) level_ = std::max(0.0, level_ - release_step_);
    return level_;
  }

 private:
  double attack_step_;
  double decay_;
  double sustain_;
  std::size_t held_;
  std::size_t release_;
  std::size_t n_ = 0;
  double level_ = 0.0;
  double release_step_ = 0.0;
  bool attacking_ = true;
};

}  // namespace backbeat::datasets::synth
