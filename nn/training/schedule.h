#pragma once

namespace backbeat::nn {

/// The learning rate alpha as a pure function of time t, counted in epochs (a fraction inside one).
///
///   constant  alpha = base
///   step      alpha = base gamma^floor(t / step_epochs)                  (PyTorch's StepLR)
///   cosine    alpha = base (1 + cos(pi t / epochs)) / 2                  (CosineAnnealingLR, to 0)
///   warm-up   for t < warmup_epochs: times (t + dt) / warmup_epochs, dt = one optimiser step;
///             the schedule's own clock starts after it
struct Schedule {
  enum class Kind { kConstant, kStep, kCosine };

  Kind kind = Kind::kConstant;
  double base = 0.01;
  double step_epochs = 10.0;
  double gamma = 0.5;
  double epochs = 1.0;  ///< length of the whole run
  double warmup_epochs = 0.0;

  /// alpha of the optimiser step that begins at time `t` and lasts `dt` epochs.
  double rate(double t, double dt) const;
};

}  // namespace backbeat::nn
