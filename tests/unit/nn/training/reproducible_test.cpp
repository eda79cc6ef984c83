// The bits of a short training by g++, for every instruction set that the kernels are compiled for: ctest
// runs this once for each, by BACKBEAT_INSTRUCTIONS. Versions of g++ (seen: 12 and 14) and its options
// change none; clang chooses otherwise which products are added without rounding.

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "nn/hash.h"
#include "nn/kernels/kernels.h"
#include "tests/unit/nn/training_steps.h"

namespace backbeat::nn {
namespace {

// Direct and Winograd convolutions, every way back through batch norm, and linear layers.
constexpr const char* kText =
    "input 1 32 24\nc1 conv 12 3x3 pad 1 no_bias\nn1 batch_norm\nr1 relu\np1 max_pool 2x2\n"
    "c2 conv 20 3x3 pad 1 no_bias\nn2 batch_norm\nj add from n2 n2\nr2 relu\n"
    "c3 conv 33 3x3 stride 2 pad 1\nn3 batch_norm\nr3 relu\ng global_avg_pool\n"
    "l linear 19\nr4 relu\nd dropout 0.25\nout linear 4\n";
constexpr int kBatch = 6;
constexpr unsigned kSteps = 12;

/// Uniform from -1/2 to 1/2, without a library that may round as it likes.
Buffer uniform_numbers(std::size_t n, std::uint64_t seed) {
  Buffer numbers(n);
  for (std::size_t i = 0; i < n; ++i) {
    numbers[i] = static_cast<float>(hash(seed, i) >> 40U) / 16777216.0F - 0.5F;
  }
  return numbers;
}

std::uint64_t digest_of(std::uint64_t digest, std::span<const real> numbers) {
  for (const real number : numbers) digest = hash(digest, std::bit_cast<std::uint32_t>(number));
  return digest;
}

std::uint64_t digest_of_training() {
  const Network network = Network::parse(kText);
  Parameters parameters = network.initialise(3);
  for (real& phi : parameters.phi) phi = std::round(phi * 65536.0F) / 65536.0F;
  Workspace workspace(network, {.max_batch = kBatch, .backward = true});
  const auto optimizer = make_adamw({}, network.phi_size(), network.parameters());
  const std::vector<int> labels{0, 1, 2, 3, 1, 0};
  take_steps(network, parameters, workspace, *optimizer, labels, kSteps, [&](unsigned step) {
    return uniform_numbers(network.input_shape().size() * kBatch, step);
  });
  return digest_of(digest_of(1, parameters.phi), parameters.state);
}

TEST(Reproducible, TrainingGivesTheBitsOfItsInstructionSet) {
  const char* const wanted = std::getenv("BACKBEAT_INSTRUCTIONS");
  const auto is_wanted = [&](const Kernels* kernels) {
    return wanted == nullptr || kernels->name == std::string_view(wanted);
  };
  if (std::ranges::none_of(available_kernels(), is_wanted)) {
    GTEST_SKIP() << "this processor has no " << wanted;
  }
  // What AVX2 and AVX-512 kernels give is the same: they multiply and add at once, rounding once.
  // Eigen's products in linear layers are those of the instruction set that all is compiled for.
  [[maybe_unused]] const bool fused = kernels().name != std::string_view("baseline");
#if defined(__clang__)
  GTEST_SKIP() << "the digests are those of g++";
  constexpr std::uint64_t kExpected = 0;
#elif defined(__AVX512F__)
  constexpr std::uint64_t kExpected = 9259727740946206226U;
#elif defined(__AVX2__) && defined(__FMA__)
  constexpr std::uint64_t kExpected = 309071596131424975U;
#elif defined(__x86_64__) && !defined(__AVX__)
  const std::uint64_t kExpected = fused ? 18189418181580562851U : 15180062912774624660U;
#else
  GTEST_SKIP() << "no digest is known for this processor";
  constexpr std::uint64_t kExpected = 0;
#endif
  EXPECT_EQ(digest_of_training(), kExpected) << kernels().name;
}

}  // namespace
}  // namespace backbeat::nn
