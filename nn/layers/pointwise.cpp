#include "nn/layers/pointwise.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

// Each function with its derivative. std::clamp(NaN) is NaN.

struct Sigmoid {
  real value(real f) const { return real{1} / (real{1} + std::exp(-f)); }
  real slope(real f) const { return value(f) * (real{1} - value(f)); }
};

struct Silu {
  real value(real f) const { return f * Sigmoid().value(f); }
  real slope(real f) const {
    const real s = Sigmoid().value(f);
    return s * (real{1} + f * (real{1} - s));
  }
};

struct HardSigmoid {
  real value(real f) const { return std::clamp(f + real{3}, real{0}, real{6}) * (real{1} / 6); }
  real slope(real f) const { return f > -3 && f < 3 ? real{1} / 6 : real{0}; }
};

struct HardSwish {
  real value(real f) const { return f * std::clamp(f + real{3}, real{0}, real{6}) * (real{1} / 6); }
  real slope(real f) const {
    const real inside = (2 * f + 3) * (real{1} / 6);
    return f <= -3 ? real{0} : (f < 3 ? inside : real{1});
  }
};

struct Elu {
  real value(real f) const { return f > 0 ? f : std::expm1(f); }
  real slope(real f) const { return f > 0 ? real{1} : std::exp(f); }
};

struct LeakyRelu {
  real a;

  real value(real f) const { return f > 0 ? f : a * f; }
  real slope(real f) const { return f > 0 ? real{1} : a; }
};

struct Clip {
  real low, high;

  real value(real f) const { return std::clamp(f, low, high); }
  real slope(real f) const { return f > low && f < high ? real{1} : real{0}; }
};

}  // namespace

Pointwise::Pointwise(const Shape& input, Function function, double a, double b)
    : Layer(kKind, input), function_(function), a_(static_cast<real>(a)), b_(static_cast<real>(b)) {
  if (function == Function::kClip && !(a_ < b_)) {
    throw ShapeError(
        fmt::format("clip: found {} to {}, expected a lower and a higher number", a, b));
  }
  if (function == Function::kLeakyRelu && !std::isfinite(a_)) {
    throw ShapeError(fmt::format("leaky_relu: found a slope of {}, expected a number", a));
  }
}

/// Calls visit(function) with the one that `function_` names.
template <typename Visit>
void Pointwise::visit(Visit visit) const {
  switch (function_) {
    case Function::kSigmoid:
      return visit(Sigmoid());
    case Function::kSilu:
      return visit(Silu());
    case Function::kHardSigmoid:
      return visit(HardSigmoid());
    case Function::kHardSwish:
      return visit(HardSwish());
    case Function::kElu:
      return visit(Elu());
    case Function::kLeakyRelu:
      return visit(LeakyRelu{a_});
    case Function::kClip:
      return visit(Clip{a_, b_});
  }
}

void Pointwise::forward(const Forward& pass) const {
  const real* f = pass.inputs[0].data();
  real* h = pass.output.data();
  visit([&](const auto function) {
    parallel_ranges(pass.output.size(), [=](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) h[i] = function.value(f[i]);
    });
  });
}

void Pointwise::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  const real* f = pass.inputs[0].data();
  const real* dh = pass.d_output.data();
  real* df = pass.d_inputs[0].data();
  visit([&](const auto function) {
    parallel_ranges(pass.d_output.size(), [=](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) df[i] = dh[i] * function.slope(f[i]);
    });
  });
}

}  // namespace backbeat::nn
