#include "apps/training/augment_arguments.h"

#include <cstdint>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace backbeat::apps {

AugmentArguments::AugmentArguments(CLI::App& cli) {
  const char* group = "Augmentation of training clips (options override --augment)";
  cli.add_flag("--augment", all_, "All of the following")->group(group);
  const auto add = [&](const std::string& name, std::optional<bool>& value,
                       const std::string& text) {
    // Not add_flag(): it takes an optional for a counter, and sets it to 0.
    const auto set = [&value](std::int64_t count) { value = count > 0; };
    cli.add_flag_function(fmt::format("--augment-{0},!--no-augment-{0}", name), set, text)
        ->group(group);
  };
  const audio::GainOptions gain;
  const audio::TiltOptions tilt;
  const audio::SpeedOptions speed;
  const audio::NoiseOptions noise;
  const audio::MixOptions mix;
  const audio::PolarityOptions polarity;
  const audio::EqualizerOptions equalizer;
  const audio::BandLimitOptions band_limit;
  const audio::SpecAugmentOptions spec;
  add("gain", gain_, fmt::format("Gain of {} to {} dB", gain.low_db, gain.high_db));
  add("tilt", tilt_,
      fmt::format("Equaliser tilted by {} to {} dB an octave about {} Hz", tilt.low_db_per_octave,
                  tilt.high_db_per_octave, tilt.pivot_hz));
  add("speed", speed_,
      fmt::format("Speed, pitch and tempo together, times {} to {}", speed.low, speed.high));
  add("noise", noise_,
      fmt::format("White or pink noise, {} to {} dB below the clip", noise.low_snr_db,
                  noise.high_snr_db));
  add("mix", mix_,
      fmt::format("Another clip mixed in at any level, target too, with probability {}",
                  mix.probability));
  add("polarity", polarity_,
      fmt::format("Sign turned with probability {}: matters with mix only", polarity.probability));
  add("equalizer", equalizer_,
      fmt::format("Bass and treble each turned up or down, by {} dB (standard deviation), in a "
                  "straight line over the mel bands",
                  equalizer.spread_db));
  add("band-limit", band_limit_,
      fmt::format("Bandwidth cut at a random edge by {} to {} dB: treble with probability {}, bass "
                  "with {}",
                  band_limit.least_cut_db, band_limit.largest_cut_db,
                  band_limit.low_pass_probability, band_limit.high_pass_probability));
  add("spec", spec_,
      fmt::format("SpecAugment: {} bands of up to {} % of the mel bands, {} of up to {} % of the "
                  "frames, set to the mean",
                  spec.frequency_masks, 100.0 * spec.widest_frequency_mask, spec.time_masks,
                  100.0 * spec.widest_time_mask));
  add("crop", crop_,
      "A window at a random place of the clip, on by default; off: always its middle");
  cli.add_option(
         "--augment-recode", recode_,
         "N further versions of each clip, by lossy codecs at low rates, some narrowed "
         "before: made once, kept in the cache, one of them drawn half of the times; not part of "
         "--augment")
      ->check(CLI::Range(0, 100))
      ->group(group);
}

datasets::AugmentOptions AugmentArguments::options() const {
  datasets::AugmentOptions o;
  if (gain_.value_or(all_)) o.gain.emplace();
  if (tilt_.value_or(all_)) o.tilt.emplace();
  if (speed_.value_or(all_)) o.speed.emplace();
  if (noise_.value_or(all_)) o.noise.emplace();
  if (mix_.value_or(all_)) o.mix.emplace();
  if (polarity_.value_or(all_)) o.polarity.emplace();
  if (equalizer_.value_or(all_)) o.equalizer.emplace();
  if (band_limit_.value_or(all_)) o.band_limit.emplace();
  if (spec_.value_or(all_)) o.spec.emplace();
  o.recode = recode_;
  o.crop = crop_.value_or(true);
  return o;
}

nlohmann::json to_json(const datasets::AugmentOptions& o) {
  nlohmann::json json{{"gain", nullptr},      {"tilt", nullptr},      {"speed", nullptr},
                      {"noise", nullptr},     {"mix", nullptr},       {"polarity", nullptr},
                      {"spec", nullptr},      {"recode", o.recode},   {"crop", o.crop},
                      {"equalizer", nullptr}, {"band_limit", nullptr}};
  if (o.gain) json["gain"] = {{"low_db", o.gain->low_db}, {"high_db", o.gain->high_db}};
  if (o.tilt) {
    json["tilt"] = {{"low_db_per_octave", o.tilt->low_db_per_octave},
                    {"high_db_per_octave", o.tilt->high_db_per_octave},
                    {"pivot_hz", o.tilt->pivot_hz}};
  }
  if (o.speed) json["speed"] = {{"low", o.speed->low}, {"high", o.speed->high}};
  if (o.noise) {
    json["noise"] = {{"low_snr_db", o.noise->low_snr_db},
                     {"high_snr_db", o.noise->high_snr_db},
                     {"pink_probability", o.noise->pink_probability}};
  }
  if (o.mix) json["mix"] = {{"probability", o.mix->probability}};
  if (o.polarity) json["polarity"] = {{"probability", o.polarity->probability}};
  if (o.equalizer) json["equalizer"] = {{"spread_db", o.equalizer->spread_db}};
  if (o.band_limit) {
    json["band_limit"] = {{"low_pass_probability", o.band_limit->low_pass_probability},
                          {"lowest_low_pass_edge", o.band_limit->lowest_low_pass_edge},
                          {"high_pass_probability", o.band_limit->high_pass_probability},
                          {"highest_high_pass_edge", o.band_limit->highest_high_pass_edge},
                          {"least_cut_db", o.band_limit->least_cut_db},
                          {"largest_cut_db", o.band_limit->largest_cut_db}};
  }
  if (o.spec) {
    json["spec"] = {{"frequency_masks", o.spec->frequency_masks},
                    {"widest_frequency_mask", o.spec->widest_frequency_mask},
                    {"time_masks", o.spec->time_masks},
                    {"widest_time_mask", o.spec->widest_time_mask}};
  }
  return json;
}

}  // namespace backbeat::apps
