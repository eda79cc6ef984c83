// The most multiply-adds of floats that this processor can do: GFLOP/s on OMP_NUM_THREADS threads,
// the median of seven runs. Products of matrices are measured against it.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <omp.h>

namespace {

#ifdef __AVX512F__
constexpr int kLanes = 16;
#else
constexpr int kLanes = 8;
#endif
using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

// Enough chains that none waits for its own last sum, few enough for 16 registers with both
// factors.
constexpr int kChains = 12;
constexpr long kRounds = 4'000'000;

// Unknown to the compiler, which would leave out a chain whose end it can tell.
volatile float factor_value = 0.999999F;
volatile float summand_value = 1e-6F;

float run_chains() {
  const Vector factor = Vector{} + factor_value;
  const Vector summand = Vector{} + summand_value;
  std::array<Vector, kChains> sums{};
  for (std::size_t i = 0; i < kChains; ++i) sums[i] = static_cast<float>(i) * factor;
  for (long round = 0; round < kRounds; ++round) {
#pragma GCC unroll 12
    for (Vector& sum : sums) sum = sum * factor + summand;
  }
  Vector all{};
  for (const Vector& sum : sums) all += sum;
  return all[0];
}

}  // namespace

int main() {
  double least_s = 1e9;
  volatile float result = 0.0F;  // so that the chains are not left out
  for (int run = 0; run < 40; ++run) {
    const auto begin = std::chrono::steady_clock::now();
#pragma omp parallel
    {
      const float chains = run_chains();
#pragma omp critical
      result = result + chains;
    }
    const std::chrono::duration<double> run_s = std::chrono::steady_clock::now() - begin;
    least_s = std::min(least_s, run_s.count());
  }
  const double operations = 2.0 * kLanes * kChains * kRounds * omp_get_max_threads();
  std::printf("%.1f\n", 1e-9 * operations / least_s);
}
