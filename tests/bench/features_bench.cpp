// The front end, stage by stage, on one thread: 30 s of stereo noise at 44.1 kHz to log-mel.

#include <filesystem>
#include <sndfile.h>

#include <benchmark/benchmark.h>

#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "audio/features/log_mel.h"
#include "audio/features/mel.h"
#include "audio/features/stft.h"
#include "audio/resample.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

constexpr std::size_t kSeconds = 30;
constexpr int kFileRate_hz = 44100;
constexpr int kRate_hz = 22050;

std::filesystem::path stereo_file(const TemporaryFolder& folder, int format) {
  std::filesystem::path path = folder / "noise";
  write_audio(path, {.format = format, .sample_rate_hz = kFileRate_hz, .channels = 2},
              white_noise(2 * kSeconds * kFileRate_hz));
  return path;
}

void decode(benchmark::State& state, int format) {
  const TemporaryFolder folder;
  const std::filesystem::path path = stereo_file(folder, format);
  std::vector<float> block(16384);
  while (state.KeepRunning()) {
    const auto reader = open_audio(path);
    while (reader->read(block) > 0) benchmark::DoNotOptimize(block.data());
  }
}
BENCHMARK_CAPTURE(decode, wav, SF_FORMAT_WAV | SF_FORMAT_PCM_16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, flac, SF_FORMAT_FLAC | SF_FORMAT_PCM_16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, ogg, SF_FORMAT_OGG | SF_FORMAT_VORBIS)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode, mp3, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)
    ->Unit(benchmark::kMillisecond);

void decode_and_mix_wav(benchmark::State& state) {
  const TemporaryFolder folder;
  const std::filesystem::path path = stereo_file(folder, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  while (state.KeepRunning()) {
    MonoReader reader(path);
    while (!reader.read().empty()) continue;
  }
}
BENCHMARK(decode_and_mix_wav)->Unit(benchmark::kMillisecond);

void resample_from_44100(benchmark::State& state) {
  const std::vector<float> samples = white_noise(kSeconds * kFileRate_hz);
  while (state.KeepRunning()) benchmark::DoNotOptimize(resample(samples, kFileRate_hz, kRate_hz));
}
BENCHMARK(resample_from_44100)->Unit(benchmark::kMillisecond);

// As many groups of kLanes frames as 30 s have.
constexpr std::size_t kGroupSamples = std::size_t{512} * kLanes;
constexpr std::size_t kGroups = kSeconds * kRate_hz / kGroupSamples + 1;

void stft(benchmark::State& state) {
  Stft transform(hann_window({}), 512);
  const std::vector<float> samples = white_noise(transform.span_samples());
  std::vector<Lanes> power(static_cast<std::size_t>(transform.n_bins()));
  while (state.KeepRunning()) {
    for (std::size_t group = 0; group < kGroups; ++group) transform.power_spectra(samples, power);
    benchmark::DoNotOptimize(power.data());
  }
}
BENCHMARK(stft)->Unit(benchmark::kMillisecond);

void mel_filters(benchmark::State& state) {
  const std::vector<MelFilter> filters = mel_filterbank(preset("backbeat"));
  const std::vector<Lanes> power(1025, Lanes(0.5F));
  while (state.KeepRunning()) {
    for (std::size_t group = 0; group < kGroups; ++group) {
      for (const MelFilter& filter : filters) benchmark::DoNotOptimize(filter.apply(power));
    }
  }
}
BENCHMARK(mel_filters)->Unit(benchmark::kMillisecond);

void log_mel(benchmark::State& state) {
  LogMel transform(preset("backbeat"));
  const std::vector<float> samples = white_noise(kSeconds * kRate_hz);
  while (state.KeepRunning()) benchmark::DoNotOptimize(transform(samples));
}
BENCHMARK(log_mel)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backbeat::audio
