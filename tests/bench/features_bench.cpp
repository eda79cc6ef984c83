// The front end, one thread: 30 s of noise at 22.05 kHz to log-mel.

#include <benchmark/benchmark.h>

#include "audio/features.h"
#include "audio/random.h"
#include "audio/resample.h"

namespace backbeat::audio {
namespace {

constexpr int kSeconds = 30;

std::vector<float> noise(int sample_rate_hz) {
  Random random{1};
  std::vector<float> samples(static_cast<std::size_t>(kSeconds * sample_rate_hz));
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  return samples;
}

void log_mel_of_30s(benchmark::State& state) {
  LogMel log_mel(preset("backbeat"));
  const std::vector<float> samples = noise(22050);
  while (state.KeepRunning()) benchmark::DoNotOptimize(log_mel(samples));
}
BENCHMARK(log_mel_of_30s)->Unit(benchmark::kMillisecond);

void resample_30s_from_44100(benchmark::State& state) {
  const std::vector<float> samples = noise(44100);
  while (state.KeepRunning()) benchmark::DoNotOptimize(resample(samples, 44100, 22050));
}
BENCHMARK(resample_30s_from_44100)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backbeat::audio
