#include "apps/model/settings_json.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "audio/resample.h"
#include "nn/files/whole_number.h"

namespace backbeat::apps {
namespace {

/// One of two words for one of two values.
template <typename Enum>
Enum read_word(const nlohmann::json& json, const char* key, const char* first_word, Enum first,
               const char* second_word, Enum second) {
  const auto word = json.at(key).get<std::string>();
  if (word == first_word) return first;
  if (word == second_word) return second;
  throw std::invalid_argument(fmt::format("features: {}: found '{}', expected '{}' or '{}'", key,
                                          word, first_word, second_word));
}

}  // namespace

nlohmann::json to_json(const audio::FeatureSettings& s) {
  return {{"sample_rate_hz", s.sample_rate_hz},
          {"resampler", audio::kResamplerName},
          {"n_fft", s.n_fft},
          {"hop_length", s.hop_length},
          {"n_mels", s.n_mels},
          {"fmin_hz", s.fmin_hz},
          {"fmax_hz", s.fmax_hz},
          {"mel_scale", s.mel_scale == audio::MelScale::kSlaney ? "slaney" : "htk"},
          {"mel_norm", s.mel_norm == audio::MelNorm::kSlaney ? "slaney" : "none"},
          {"power", s.power},
          {"pad_mode", s.pad_mode == audio::PadMode::kConstant ? "constant" : "reflect"},
          {"floor", s.floor},
          {"top_db", s.top_db}};
}

audio::FeatureSettings features_from_json(const nlohmann::json& json) {
  const auto resampler = json.at("resampler").get<std::string>();
  if (resampler != audio::kResamplerName) {
    throw std::invalid_argument(fmt::format("features: resampler: found '{}', expected '{}'",
                                            resampler, audio::kResamplerName));
  }
  using audio::MelNorm;
  using audio::MelScale;
  using audio::PadMode;
  audio::FeatureSettings s;
  s.sample_rate_hz = nn::whole_number(json.at("sample_rate_hz"), "features: sample_rate_hz");
  s.n_fft = nn::whole_number(json.at("n_fft"), "features: n_fft");
  s.hop_length = nn::whole_number(json.at("hop_length"), "features: hop_length");
  s.n_mels = nn::whole_number(json.at("n_mels"), "features: n_mels");
  json.at("fmin_hz").get_to(s.fmin_hz);
  json.at("fmax_hz").get_to(s.fmax_hz);
  s.mel_scale = read_word(json, "mel_scale", "slaney", MelScale::kSlaney, "htk", MelScale::kHtk);
  s.mel_norm = read_word(json, "mel_norm", "slaney", MelNorm::kSlaney, "none", MelNorm::kNone);
  json.at("power").get_to(s.power);
  s.pad_mode =
      read_word(json, "pad_mode", "constant", PadMode::kConstant, "reflect", PadMode::kReflect);
  json.at("floor").get_to(s.floor);
  json.at("top_db").get_to(s.top_db);
  audio::validate(s);
  return s;
}

nlohmann::json to_json(const datasets::Normalizer& normalizer) {
  return {{"mean", normalizer.mean},
          {"std", normalizer.std},
          {"level_range_db", normalizer.reference.level_range_db},
          {"band_mean_share", normalizer.reference.band_mean_share}};
}

datasets::Normalizer normalizer_from_json(const nlohmann::json& json) {
  datasets::Normalizer normalizer;
  json.at("mean").get_to(normalizer.mean);
  json.at("std").get_to(normalizer.std);
  const auto finite = [](float value) { return std::isfinite(value); };
  const auto positive = [](float value) { return std::isfinite(value) && value > 0.0F; };
  if (!std::ranges::all_of(normalizer.mean, finite) ||
      !std::ranges::all_of(normalizer.std, positive)) {
    throw std::invalid_argument(
        "normalizer: found a mean that is not finite, or a deviation that is not above 0, expected "
        "numbers and numbers above 0");
  }
  normalizer.reference = {.level_range_db = json.value("level_range_db", 0.0F),
                          .band_mean_share = json.value("band_mean_share", 0.0F)};
  return normalizer;
}

}  // namespace backbeat::apps
