#include "apps/bench/feature_speed.h"

#include <algorithm>
#include <utility>

#include "apps/bench/timing.h"
#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "audio/resample.h"
#include "datasets/features/load_features.h"

namespace backbeat::apps {
namespace {

constexpr std::size_t kMinRuns = 3;

// Adds to `total_s` what `work` takes.
template <typename Work>
auto timed(double& total_s, Work work) {
  const auto begin = Clock::now();
  auto result = work();
  total_s += seconds_since(begin);
  return result;
}

// What `run` gives, as often as fits into `seconds`.
template <typename Run>
auto repeat(double seconds, Run run) {
  std::vector<decltype(run())> results;
  const auto begin = Clock::now();
  while (results.size() < kMinRuns || seconds_since(begin) < seconds) results.push_back(run());
  return results;
}

// Seconds that `work` takes: the median of as many runs as fit into `seconds`.
double median_time(double seconds, const std::function<void()>& work) {
  return time_runs(work, {.seconds = seconds, .min_runs = kMinRuns}).median_s;
}

double decode_all(const std::filesystem::path& path) {
  double decode_s = 0.0;
  const auto reader = timed(decode_s, [&] { return audio::open_audio(path); });
  std::vector<float> block(16384);
  const auto channels = static_cast<std::size_t>(reader->info().channels);
  const auto whole_frames = std::span(block).first(block.size() / channels * channels);
  while (timed(decode_s, [&] { return reader->read(whole_frames); }) > 0) continue;
  return decode_s;
}

StageTimes run_stages(const std::filesystem::path& path, audio::LogMel& log_mel) {
  StageTimes times{.decode_s = decode_all(path)};
  double read_s = 0.0;  // decoding and mixing
  auto reader = timed(read_s, [&] { return audio::MonoReader(path); });
  audio::Resampler resampler(reader.reading().sample_rate_hz, log_mel.settings().sample_rate_hz);
  audio::LogMelStream mel(log_mel);
  const auto take = [&](std::span<const float> resampled) {
    const auto begin = Clock::now();
    mel.push(resampled);
    times.log_mel_s += seconds_since(begin);
  };
  while (true) {
    const auto block = timed(read_s, [&] { return reader.read(); });
    if (block.empty()) break;
    take(timed(times.resample_s, [&] { return resampler.push(block); }));
  }
  take(timed(times.resample_s, [&] { return resampler.finish(); }));
  timed(times.log_mel_s, [&] { return mel.finish(); });
  times.mix_s = std::max(0.0, read_s - times.decode_s);
  times.audio_s = reader.reading().duration_s();
  return times;
}

}  // namespace

StageTimes measure_stages(const std::filesystem::path& path, audio::LogMel& log_mel,
                          double seconds) {
  const auto runs = repeat(seconds, [&] { return run_stages(path, log_mel); });
  const auto median_of = [&](double StageTimes::*stage) {
    std::vector<double> values;
    for (const StageTimes& run : runs) values.push_back(run.*stage);
    return median(std::move(values));
  };
  return {.audio_s = runs.front().audio_s,
          .decode_s = median_of(&StageTimes::decode_s),
          .mix_s = median_of(&StageTimes::mix_s),
          .resample_s = median_of(&StageTimes::resample_s),
          .log_mel_s = median_of(&StageTimes::log_mel_s)};
}

double measure_log_mel(const std::vector<float>& samples, audio::LogMel& log_mel, double seconds) {
  return median_time(seconds, [&] { return log_mel(samples); });
}

double measure_resample(const std::vector<float>& samples, int from_hz, int to_hz, double seconds) {
  return median_time(seconds, [&] { return audio::resample(samples, from_hz, to_hz); });
}

double measure_files(const std::vector<std::filesystem::path>& files,
                     const audio::FeatureSettings& settings, int threads) {
  std::vector<datasets::Clip> clips;
  for (const auto& file : files) clips.push_back({.path = file, .where = file.string()});
  const auto begin = Clock::now();
  const datasets::LoadedFeatures loaded =
      datasets::load_features(clips, {.settings = settings, .accept = datasets::Accept::kAnything},
                              datasets::FeatureCache(""), threads);
  const double seconds = seconds_since(begin);
  if (!loaded.failures.empty()) throw audio::DecodeError(loaded.failures.front().reason);
  return seconds;
}

}  // namespace backbeat::apps
