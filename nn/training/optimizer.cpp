#include "nn/training/optimizer.h"

#include <cmath>
#include <utility>

#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// lambda for every element of phi: weight_decay where the tensor decays, else 0.
Buffer decay_of(double weight_decay, std::size_t phi_size, std::span<const TensorSlice> slices) {
  Buffer decay(phi_size);
  for (const TensorSlice& slice : slices) {
    if (!slice.spec.decays) continue;
    for (real& value : slice.of(decay)) value = static_cast<real>(weight_decay);
  }
  return decay;
}

std::vector<RateRange> or_all(std::vector<RateRange> rates, std::size_t phi_size) {
  if (rates.empty()) rates.push_back({.begin = 0, .end = phi_size});
  return rates;
}

class Sgd : public Optimizer {
 public:
  Sgd(const SgdOptions& options, std::size_t phi_size, std::span<const TensorSlice> slices,
      std::vector<RateRange> rates)
      : options_(options),
        rates_(or_all(std::move(rates), phi_size)),
        decay_(decay_of(options.weight_decay, phi_size, slices)),
        m_(phi_size) {}

  void step(std::span<real> phi, std::span<const real> d_phi, double alpha) override {
    for (const RateRange& range : rates_) step_range(range, phi, d_phi, range.factor * alpha);
    ++steps;
  }

  std::vector<State> state() override { return {{.name = "momentum", .values = m_}}; }

 private:
  void step_range(const RateRange& range, std::span<real> phi, std::span<const real> d_phi,
                  double alpha) {
    const auto mu = static_cast<real>(options_.momentum);
    const auto rate = static_cast<real>(alpha);
    const bool nesterov = options_.nesterov;
    parallel_ranges(range.end - range.begin, [&](std::size_t begin, std::size_t end) {
#pragma omp simd
      for (std::size_t k = range.begin + begin; k < range.begin + end; ++k) {
        const real g = d_phi[k] + decay_[k] * phi[k];
        m_[k] = mu * m_[k] + g;
        phi[k] -= rate * (nesterov ? g + mu * m_[k] : m_[k]);
      }
    });
  }

  SgdOptions options_;
  std::vector<RateRange> rates_;
  Buffer decay_;
  Buffer m_;
};

class AdamW : public Optimizer {
 public:
  AdamW(const AdamWOptions& options, std::size_t phi_size, std::span<const TensorSlice> slices,
        std::vector<RateRange> rates)
      : options_(options),
        rates_(or_all(std::move(rates), phi_size)),
        decay_(decay_of(options.weight_decay, phi_size, slices)),
        m_(phi_size),
        v_(phi_size) {}

  void step(std::span<real> phi, std::span<const real> d_phi, double alpha) override {
    ++steps;
    for (const RateRange& range : rates_) step_range(range, phi, d_phi, range.factor * alpha);
  }

  std::vector<State> state() override {
    return {{.name = "first_moment", .values = m_}, {.name = "second_moment", .values = v_}};
  }

 private:
  void step_range(const RateRange& range, std::span<real> phi, std::span<const real> d_phi,
                  double alpha) {
    const auto t = static_cast<double>(steps);
    const auto b1 = static_cast<real>(options_.beta1);
    const auto b2 = static_cast<real>(options_.beta2);
    const auto rest1 = static_cast<real>(1.0 - options_.beta1);  // 1 - 0.999f is not 0.001f
    const auto rest2 = static_cast<real>(1.0 - options_.beta2);
    const auto rate = static_cast<real>(alpha);
    const auto step_size = static_cast<real>(alpha / (1.0 - std::pow(options_.beta1, t)));
    const auto v_scale = static_cast<real>(1.0 / (1.0 - std::pow(options_.beta2, t)));
    const auto epsilon = static_cast<real>(options_.epsilon);
    parallel_ranges(range.end - range.begin, [&](std::size_t begin, std::size_t end) {
#pragma omp simd
      for (std::size_t k = range.begin + begin; k < range.begin + end; ++k) {
        m_[k] = b1 * m_[k] + rest1 * d_phi[k];
        v_[k] = b2 * v_[k] + rest2 * d_phi[k] * d_phi[k];
        phi[k] -= rate * decay_[k] * phi[k];
        phi[k] -= step_size * m_[k] / (std::sqrt(v_[k] * v_scale) + epsilon);
      }
    });
  }

  AdamWOptions options_;
  std::vector<RateRange> rates_;
  Buffer decay_;
  Buffer m_;
  Buffer v_;
};

}  // namespace

std::unique_ptr<Optimizer> make_sgd(const SgdOptions& options, std::size_t phi_size,
                                    std::span<const TensorSlice> slices,
                                    std::vector<RateRange> rates) {
  return std::make_unique<Sgd>(options, phi_size, slices, std::move(rates));
}

std::unique_ptr<Optimizer> make_adamw(const AdamWOptions& options, std::size_t phi_size,
                                      std::span<const TensorSlice> slices,
                                      std::vector<RateRange> rates) {
  return std::make_unique<AdamW>(options, phi_size, slices, std::move(rates));
}

double clip_gradient(std::span<real> d_phi, double max_norm) {
  double sum = 0.0;
  for (const real value : d_phi) sum += static_cast<double>(value) * static_cast<double>(value);
  const double norm = std::sqrt(sum);
  if (norm > max_norm) {
    const auto scale = static_cast<real>(max_norm / norm);
    for (real& value : d_phi) value *= scale;
  }
  return norm;
}

}  // namespace backbeat::nn
