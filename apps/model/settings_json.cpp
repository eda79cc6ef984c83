#include "apps/model/settings_json.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/files/words.h"
#include "audio/resample.h"
#include "nn/files/whole_number.h"

namespace backbeat::apps {
namespace {

const Words<audio::MelScale> kMelScales{{audio::MelScale::kSlaney, "slaney"},
                                        {audio::MelScale::kHtk, "htk"},
                                        {audio::MelScale::kKaldi, "kaldi"}};
const Words<audio::MelNorm> kMelNorms{{audio::MelNorm::kSlaney, "slaney"},
                                      {audio::MelNorm::kNone, "none"}};
const Words<audio::MelTriangles> kMelTriangles{{audio::MelTriangles::kHz, "hz"},
                                               {audio::MelTriangles::kMel, "mel"}};
const Words<audio::PadMode> kPadModes{{audio::PadMode::kConstant, "constant"},
                                      {audio::PadMode::kReflect, "reflect"},
                                      {audio::PadMode::kNone, "none"}};
const Words<audio::Window> kWindows{{audio::Window::kPeriodic, "hann"},
                                    {audio::Window::kSymmetric, "hann_symmetric"}};
const Words<audio::WindowPlace> kWindowPlaces{{audio::WindowPlace::kCentre, "centre"},
                                              {audio::WindowPlace::kBegin, "begin"}};
const Words<audio::LogKind> kLogs{{audio::LogKind::kDecibel, "db"},
                                  {audio::LogKind::kLn, "ln"},
                                  {audio::LogKind::kLog10, "log10"}};

template <typename Enum>
void read_word(const nlohmann::json& json, const char* key, const Words<Enum>& words, Enum& value) {
  const auto word = json.at(key).get<std::string>();
  const auto found = std::ranges::find(words, word, &std::pair<Enum, std::string>::second);
  if (found != words.end()) {
    value = found->first;
    return;
  }
  std::vector<std::string> choices;
  for (const auto& [meant, choice] : words) choices.push_back('\'' + choice + '\'');
  throw std::invalid_argument(fmt::format("features: {}: found '{}', expected one of {}", key, word,
                                          fmt::join(choices, ", ")));
}

}  // namespace

nlohmann::json to_json(const audio::FeatureSettings& s) {
  const audio::Compression& c = s.compression;
  return {{"sample_rate_hz", s.sample_rate_hz},
          {"resampler", audio::kResamplerName},
          {"pre_emphasis", s.pre_emphasis},
          {"n_fft", s.n_fft},
          {"win_length", s.win_length},
          {"window", word_of(kWindows, s.window)},
          {"window_place", word_of(kWindowPlaces, s.window_place)},
          {"hop_length", s.hop_length},
          {"n_mels", s.n_mels},
          {"fmin_hz", s.fmin_hz},
          {"fmax_hz", s.fmax_hz},
          {"mel_scale", word_of(kMelScales, s.mel_scale)},
          {"mel_norm", word_of(kMelNorms, s.mel_norm)},
          {"mel_triangles", word_of(kMelTriangles, s.mel_triangles)},
          {"power", s.power},
          {"pad_mode", word_of(kPadModes, s.pad_mode)},
          {"floor", s.floor},
          {"top_db", s.top_db},
          {"log", word_of(kLogs, c.log)},
          {"gain", c.gain},
          {"offset", c.offset},
          {"scale", c.scale},
          {"shift", c.shift},
          {"peak_range", c.peak_range}};
}

audio::FeatureSettings features_from_json(const nlohmann::json& found) {
  // Settings that older models do not know are those of "backbeat".
  nlohmann::json json = to_json(audio::FeatureSettings{});
  for (const char* key :
       {"resampler", "sample_rate_hz", "n_fft", "hop_length", "n_mels", "fmin_hz", "fmax_hz",
        "mel_scale", "mel_norm", "power", "pad_mode", "floor", "top_db"}) {
    json[key] = found.at(key);
  }
  json.update(found);
  const auto resampler = json.at("resampler").get<std::string>();
  if (resampler != audio::kResamplerName) {
    throw std::invalid_argument(fmt::format("features: resampler: found '{}', expected '{}'",
                                            resampler, audio::kResamplerName));
  }
  audio::FeatureSettings s;
  const auto whole = [&](const char* key, int& value) {
    value = nn::whole_number(json.at(key), std::string("features: ") + key);
  };
  const auto real = [&](const char* key, double& value) { json.at(key).get_to(value); };
  whole("sample_rate_hz", s.sample_rate_hz);
  real("pre_emphasis", s.pre_emphasis);
  whole("n_fft", s.n_fft);
  whole("win_length", s.win_length);
  read_word(json, "window", kWindows, s.window);
  read_word(json, "window_place", kWindowPlaces, s.window_place);
  whole("hop_length", s.hop_length);
  whole("n_mels", s.n_mels);
  real("fmin_hz", s.fmin_hz);
  real("fmax_hz", s.fmax_hz);
  read_word(json, "mel_scale", kMelScales, s.mel_scale);
  read_word(json, "mel_norm", kMelNorms, s.mel_norm);
  read_word(json, "mel_triangles", kMelTriangles, s.mel_triangles);
  real("power", s.power);
  read_word(json, "pad_mode", kPadModes, s.pad_mode);
  real("floor", s.floor);
  real("top_db", s.top_db);
  read_word(json, "log", kLogs, s.compression.log);
  real("gain", s.compression.gain);
  real("offset", s.compression.offset);
  real("scale", s.compression.scale);
  real("shift", s.compression.shift);
  real("peak_range", s.compression.peak_range);
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
