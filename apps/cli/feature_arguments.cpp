#include "apps/cli/feature_arguments.h"

#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/model/feature_difference.h"

namespace backbeat::apps {

FeatureArguments::FeatureArguments(CLI::App& cli, const char* preset) {
  const char* group = "Front end (options override the preset)";
  preset_option_ = cli.add_option(preset, preset_, "Settings to begin with")
                       ->check(CLI::IsMember(audio::preset_names()))
                       ->group(group);
  const auto add = [&](const char* name, auto& value, const char* text) {
    cli.add_option(name, value, text)->group(group);
  };
  add("--sample-rate", sample_rate_hz_, "Hz; 0: the file's own");
  add("--n-fft", n_fft_, "Window and FFT length, samples, even");
  add("--hop-length", hop_length_, "Samples from frame to frame");
  add("--n-mels", n_mels_, "Mel bands");
  add("--fmin", fmin_hz_, "Lower edge of the lowest band, Hz");
  add("--fmax", fmax_hz_, "Upper edge of the highest band, Hz; 0: half the sample rate");
  add("--power", power_, "Exponent of the magnitude: 2 power, 1 amplitude");
  add("--top-db", top_db_, "Range kept below the maximum, dB; 0: all");
}

audio::FeatureSettings FeatureArguments::settings() const {
  return overridden(audio::preset(preset_));
}

audio::FeatureSettings FeatureArguments::settings_of(const audio::FeatureSettings& model,
                                                     const std::string& path) const {
  const bool preset_given = preset_option_->count() > 0;
  const std::string reason =
      difference(overridden(preset_given ? audio::preset(preset_) : model), model);
  if (!reason.empty()) {
    throw std::invalid_argument(
        fmt::format("front end: {}, as {} has it; leave the option out", reason, path));
  }
  return model;
}

audio::FeatureSettings FeatureArguments::overridden(audio::FeatureSettings s) const {
  s.sample_rate_hz = sample_rate_hz_.value_or(s.sample_rate_hz);
  s.n_fft = n_fft_.value_or(s.n_fft);
  s.hop_length = hop_length_.value_or(s.hop_length);
  s.n_mels = n_mels_.value_or(s.n_mels);
  s.fmin_hz = fmin_hz_.value_or(s.fmin_hz);
  s.fmax_hz = fmax_hz_.value_or(s.fmax_hz);
  s.power = power_.value_or(s.power);
  s.top_db = top_db_.value_or(s.top_db);
  audio::validate(s);
  return s;
}

}  // namespace backbeat::apps
