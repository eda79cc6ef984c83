#include "audio/resample.h"

#include <algorithm>
#include <soxr.h>
#include <stdexcept>
#include <type_traits>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

// What soxr hands over at once.
constexpr std::size_t kStepSamples = 8192;

struct Delete {
  void operator()(soxr_t soxr) const { soxr_delete(soxr); }
};

}  // namespace

struct Resampler::State {
  int from_hz;
  int to_hz;
  std::unique_ptr<std::remove_pointer_t<soxr_t>, Delete>
      converter;  // none where the rates are equal
  std::vector<float> out;
  std::uint64_t taken = 0;  // samples in
  std::uint64_t given = 0;  // samples out

  void require(soxr_error_t error) const {
    if (error == nullptr) return;
    throw std::runtime_error(
        fmt::format("resample: found \"{}\" from {} Hz to {} Hz, expected success",
                    soxr_strerror(error), from_hz, to_hz));
  }

  // Appends to `out` what soxr makes of `block`, or of the end where it is null.
  void process(const float* block, std::size_t size);
};

void Resampler::State::process(const float* block, std::size_t size) {
  std::size_t made = 0;
  do {
    const std::size_t filled = out.size();
    out.resize(filled + kStepSamples);
    std::size_t used = 0;
    require(soxr_process(converter.get(), block, size, &used, out.data() + filled, kStepSamples,
                         &made));
    out.resize(filled + made);
    size -= used;
    if (block != nullptr) block += used;
  } while (size > 0 || made == kStepSamples);
}

Resampler::Resampler(int from_hz, int to_hz)
    : state_(std::make_unique<State>(State{.from_hz = from_hz, .to_hz = to_hz})) {
  if (from_hz < 1 || to_hz < 1) {
    throw std::invalid_argument(
        fmt::format("resample: found {} Hz to {} Hz, expected two positive rates", from_hz, to_hz));
  }
  if (from_hz == to_hz) return;
  const soxr_io_spec_t float_io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  state_->converter.reset(soxr_create(from_hz, to_hz, 1, &error, &float_io, &quality, &one_thread));
  state_->require(error);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

std::span<const float> Resampler::push(std::span<const float> block) {
  State& state = *state_;
  if (!state.converter) return block;
  state.out.clear();
  if (!block.empty()) state.process(block.data(), block.size());
  state.taken += block.size();
  state.given += state.out.size();
  return state.out;
}

std::span<const float> Resampler::finish() {
  State& state = *state_;
  if (!state.converter) return {};
  state.out.clear();
  if (state.taken > 0) state.process(nullptr, 0);
  const auto from = static_cast<std::uint64_t>(state.from_hz);
  const auto to = static_cast<std::uint64_t>(state.to_hz);
  // soxr rounds where we round up: the last sample may be missing and stays 0.
  state.out.resize((state.taken * to + from - 1) / from - state.given);
  return state.out;
}

std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz) {
  Resampler resampler(from_hz, to_hz);
  std::vector<float> resampled;
  resampled.reserve(
      samples.size() * static_cast<std::size_t>(to_hz) / static_cast<std::size_t>(from_hz) + 1);
  const auto append = [&](std::span<const float> made) {
    resampled.insert(resampled.end(), made.begin(), made.end());
  };
  for (; !samples.empty(); samples = samples.subspan(std::min(samples.size(), kStepSamples))) {
    append(resampler.push(samples.first(std::min(samples.size(), kStepSamples))));
  }
  append(resampler.finish());
  return resampled;
}

}  // namespace backbeat::audio
