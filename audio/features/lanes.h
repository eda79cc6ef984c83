#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>

// Several numbers computed side by side, one in each lane of a vector register.
namespace backbeat::audio {

/// AVX-512 holds 16 floats in a register; elsewhere the compiler takes two or four registers.
inline constexpr int kLanes = 16;

/// kLanes floats with the arithmetic of one: lane by lane, so the bits of a lane do not depend on
/// its neighbours or on its place.
///
/// It is the scalar type of a kissfft<Lanes>, which so transforms kLanes signals at once. What that
/// template computes its twiddle factors by is at the end.
class Lanes {
 public:
  using Vector [[gnu::vector_size(kLanes * sizeof(float))]] = float;

  Lanes() : lanes_{} {}
  Lanes(float all) : lanes_(Vector{} + all) {}  // NOLINT(google-explicit-constructor)
  explicit Lanes(Vector lanes) : lanes_(lanes) {}

  Lanes& operator+=(Lanes other) { return *this = *this + other; }
  Lanes& operator-=(Lanes other) { return *this = *this - other; }
  Lanes& operator*=(Lanes other) { return *this = *this * other; }
  friend Lanes operator-(Lanes x) { return Lanes(-x.lanes_); }
  friend Lanes operator+(Lanes x, Lanes y) { return Lanes(x.lanes_ + y.lanes_); }
  friend Lanes operator-(Lanes x, Lanes y) { return Lanes(x.lanes_ - y.lanes_); }
  friend Lanes operator*(Lanes x, Lanes y) { return Lanes(x.lanes_ * y.lanes_); }

  float operator[](int lane) const { return lanes_[lane]; }

  /// kissfft<Lanes>(n) has pi from std::acos(Lanes(-1)), its step from -2 pi / n, and the factors
  /// as std::exp(std::complex(0, i * step)), which the library takes from exp(0), cos and sin. In
  /// float that costs more than the transform itself. So i * step, an i-th part of a whole turn, is
  /// found again in double and kept as the sum of two lanes until cos and sin give all lanes their
  /// value.
  operator float() const { return lanes_[0]; }  // NOLINT(google-explicit-constructor)
  friend Lanes operator*(std::size_t i, Lanes step) {
    constexpr double kTurn = 2.0 * std::numbers::pi;
    const double n = std::round(kTurn / static_cast<double>(step[0]));
    const double angle = kTurn * static_cast<double>(i) / n;
    const auto rounded = static_cast<float>(angle);
    return Lanes(Vector{rounded, static_cast<float>(angle - static_cast<double>(rounded))});
  }
  friend Lanes exp(Lanes x) { return std::exp(x[0]); }
  friend Lanes cos(Lanes x) { return static_cast<float>(std::cos(x.angle())); }
  friend Lanes sin(Lanes x) { return static_cast<float>(std::sin(x.angle())); }

 private:
  double angle() const { return static_cast<double>(lanes_[0]) + static_cast<double>(lanes_[1]); }

  Vector lanes_;
};

}  // namespace backbeat::audio
