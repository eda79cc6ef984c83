#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/buffer.h"
#include "nn/graph/network.h"

namespace backbeat::nn {

/// Turns a gradient into a step. `phi` and `d_phi` are whole vectors: one step is one loop.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// One step with learning rate `alpha`.
  virtual void step(std::span<real> phi, std::span<const real> d_phi, double alpha) = 0;

  /// What a checkpoint must keep, by name; each as long as phi.
  struct State {
    std::string name;
    std::span<real> values;
  };
  virtual std::vector<State> state() = 0;
  /// Steps taken; a checkpoint restores it.
  long long steps = 0;
};

/// Parameters phi[begin, end) whose learning rate is alpha times `factor`.
struct RateRange {
  std::size_t begin = 0, end = 0;
  double factor = 1.0;
};

/// Stochastic gradient descent with momentum mu and weight decay lambda (torch.optim.SGD's form):
///
///   g = dphi + lambda phi
///   m = mu m + g
///   phi -= alpha m              (Nesterov: phi -= alpha (g + mu m))
///
/// The book (6.11) writes m = beta m + (1 - beta) g: the same path with alpha scaled by
/// 1 / (1 - beta).
struct SgdOptions {
  double momentum = 0.9;
  bool nesterov = false;
  double weight_decay = 0.0;
};

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019):
///
///   phi -= alpha lambda phi
///   m = b1 m + (1 - b1) dphi           v = b2 v + (1 - b2) dphi^2
///   phi -= alpha (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
};

/// Weight decay applies to the slices whose TensorSpec::decays. `rates` are ranges that cover phi in
/// order; empty: all of it learns at alpha.
std::unique_ptr<Optimizer> make_sgd(const SgdOptions& options, std::size_t phi_size,
                                    std::span<const TensorSlice> slices,
                                    std::vector<RateRange> rates = {});
std::unique_ptr<Optimizer> make_adamw(const AdamWOptions& options, std::size_t phi_size,
                                      std::span<const TensorSlice> slices,
                                      std::vector<RateRange> rates = {});

/// Scales `d_phi` so that its Euclidean norm is at most `max_norm`. Returns the norm before.
double clip_gradient(std::span<real> d_phi, double max_norm);

}  // namespace backbeat::nn
