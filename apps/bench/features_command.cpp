// backbeat-bench features: the speed of the front end, stage by stage.

#include <iostream>
#include <memory>
#include <omp.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/bench/commands.h"
#include "apps/bench/feature_speed.h"
#include "apps/cli/failures.h"
#include "apps/cli/feature_arguments.h"
#include "apps/cli/inputs.h"
#include "apps/cli/number_checks.h"
#include "apps/files/printable.h"
#include "audio/random.h"

namespace backbeat::apps {
namespace {

constexpr int kClipSeconds = 30;

struct Options {
  Inputs inputs;
  double seconds = 1.0;
  bool json = false;
};

std::vector<float> noise(int sample_rate_hz, std::uint64_t seed) {
  audio::Random random{seed};
  std::vector<float> samples(static_cast<std::size_t>(kClipSeconds * sample_rate_hz));
  for (float& sample : samples) sample = static_cast<float>(random.uniform(-0.5, 0.5));
  return samples;
}

std::string stage_row(const std::string& name, const StageTimes& t) {
  const auto column = [&](double stage_s) {
    return fmt::format("{:9.2f} {:3.0f} %", 1e3 * stage_s, 100.0 * stage_s / t.total_s());
  };
  return fmt::format("{:>8.1f}{}{}{}{}{:10.2f}{:10.0f}  {}\n", t.audio_s, column(t.decode_s),
                     column(t.mix_s), column(t.resample_s), column(t.log_mel_s), 1e3 * t.total_s(),
                     t.audio_s / t.total_s(), name);
}

nlohmann::ordered_json stage_json(const std::string& path, const StageTimes& t) {
  return {{"path", path},          {"audio_s", t.audio_s},       {"decode_s", t.decode_s},
          {"mix_s", t.mix_s},      {"resample_s", t.resample_s}, {"log_mel_s", t.log_mel_s},
          {"total_s", t.total_s()}};
}

void measure_clip(const Options& options, audio::LogMel& log_mel, std::uint64_t seed,
                  nlohmann::ordered_json& report) {
  const int rate_hz = log_mel.settings().sample_rate_hz;
  const double mel_s = measure_log_mel(noise(rate_hz, seed), log_mel, options.seconds);
  const double resample_s =
      measure_resample(noise(2 * rate_hz, seed), 2 * rate_hz, rate_hz, options.seconds);
  report["log_mel_of_30s_s"] = mel_s;
  report["resample_of_30s_s"] = resample_s;
  if (options.json) return;
  std::cout << fmt::format("{} s of noise, one thread\n", kClipSeconds)
            << fmt::format("log-mel at {} Hz: {:.2f} ms\n", rate_hz, 1e3 * mel_s)
            << fmt::format("resampling {} to {} Hz: {:.2f} ms\n", 2 * rate_hz, rate_hz,
                           1e3 * resample_s);
}

void measure_each(const Options& options, const std::vector<std::filesystem::path>& files,
                  audio::LogMel& log_mel, nlohmann::ordered_json& report, FailureList& failures) {
  if (!options.json) {
    std::cout << "\nfiles, one thread: milliseconds and share of each stage\n"
              << fmt::format("{:>8}{:>15}{:>15}{:>15}{:>15}{:>10}{:>10}\n", "audio s", "decode",
                             "mix", "resample", "log-mel", "total", "audio s/s");
  }
  report["files"] = nlohmann::ordered_json::array();
  for (const auto& file : files) {
    failures.attempt(file.string(), [&] {
      const StageTimes times = measure_stages(file, log_mel, options.seconds);
      report["files"].push_back(stage_json(file.string(), times));
      if (!options.json) std::cout << stage_row(printable(file.string()), times) << std::flush;
    });
  }
}

void measure_together(const Options& options, const std::vector<std::filesystem::path>& files,
                      const audio::FeatureSettings& settings, nlohmann::ordered_json& report) {
  const int threads = omp_get_max_threads();
  const double one_s = measure_files(files, settings, 1);
  const double all_s = measure_files(files, settings, threads);
  report["together"] = {
      {"files", files.size()}, {"threads", threads}, {"one_thread_s", one_s}, {"s", all_s}};
  if (options.json) return;
  std::cout << fmt::format("all {} files: {:.3f} s on 1 thread, {:.3f} s on {}: {:.2f} times\n",
                           files.size(), one_s, all_s, threads, one_s / all_s);
}

int run(const Options& options, const audio::FeatureSettings& settings, std::uint64_t seed) {
  FailureList failures;
  audio::LogMel log_mel(settings);
  nlohmann::ordered_json report;
  measure_clip(options, log_mel, seed, report);
  const auto files = expand_inputs(options.inputs, failures);
  if (!files.empty()) measure_each(options, files, log_mel, report, failures);
  if (files.size() > 1 && failures.all().empty())
    measure_together(options, files, settings, report);
  if (options.json) std::cout << report.dump(2) << '\n';
  failures.report();
  return failures.exit_code();
}

}  // namespace

Command add_features_command(App& app) {
  CLI::App* const command = app.cli().add_subcommand(
      "features", "Decoding, mixing, resampling and log-mel: of a synthetic clip, and of files");
  command->option_defaults()->always_capture_default();
  const auto options = std::make_shared<Options>();
  add_input_arguments(*command, options->inputs);
  command->add_option("--seconds", options->seconds, "Seconds to measure for, each")
      ->check(positive());
  command->add_flag("--json", options->json, "Print JSON");
  const auto front_end = std::make_shared<FeatureArguments>(*command);
  return {.line = command, .run = [&app, options, front_end] {
            audio::FeatureSettings settings = front_end->settings();
            if (settings.sample_rate_hz == 0)
              settings.sample_rate_hz = audio::FeatureSettings{}.sample_rate_hz;
            return run(*options, settings, app.shared().seed);
          }};
}

}  // namespace backbeat::apps
