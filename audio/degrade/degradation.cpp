#include "audio/degrade/degradation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace backbeat::audio {
namespace {

using Kind = Degradation::Kind;

struct Rule {
  std::string_view name;
  Kind kind;
  double lowest;
  double highest;
  std::string_view unit;
};

constexpr std::array<Rule, 7> kRules{{{"lowpass", Kind::kLowPass, 100.0, 1e6, "Hz"},
                                      {"resample", Kind::kResample, 4000.0, 192000.0, "Hz"},
                                      {"gain", Kind::kGain, -100.0, 100.0, "dB"},
                                      {"noise", Kind::kNoise, -100.0, 100.0, "dB"},
                                      {"mp3", Kind::kMp3, 16.0, 320.0, "kbit/s"},
                                      {"vorbis", Kind::kVorbis, 16.0, 240.0, "kbit/s"},
                                      {"opus", Kind::kOpus, 6.0, 256.0, "kbit/s"}}};

const Rule& rule_named(std::string_view name) {
  for (const Rule& rule : kRules) {
    if (rule.name == name) return rule;
  }
  std::vector<std::string_view> names;
  for (const Rule& rule : kRules) names.push_back(rule.name);
  throw std::invalid_argument(
      fmt::format("degradation: found '{}', expected one of {}", name, fmt::join(names, ", ")));
}

void check(const Rule& rule, double value, std::string_view text) {
  if (!(value >= rule.lowest && value <= rule.highest)) {
    throw std::invalid_argument(fmt::format("degradation '{}': found {}, expected {} to {} {}",
                                            text, value, rule.lowest, rule.highest, rule.unit));
  }
  if (rule.kind == Kind::kMp3 && std::find(std::begin(kMp3Rates_kbit_s), std::end(kMp3Rates_kbit_s),
                                           value) == std::end(kMp3Rates_kbit_s)) {
    throw std::invalid_argument(fmt::format("degradation '{}': found {}, expected one of {} kbit/s",
                                            text, value, fmt::join(kMp3Rates_kbit_s, ", ")));
  }
  // A sample rate is a whole number.
  if (rule.kind == Kind::kResample && value != static_cast<int>(value)) {
    throw std::invalid_argument(
        fmt::format("degradation '{}': found {}, expected whole Hz", text, value));
  }
}

Degradation parse_one(std::string_view text) {
  const std::size_t colon = text.find(':');
  const Rule& rule = rule_named(text.substr(0, colon));
  const std::string_view number =
      colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size()) {
    throw std::invalid_argument(
        fmt::format("degradation '{}': found '{}', expected a number of {}; for example {}:{}",
                    text, number, rule.unit, rule.name, rule.kind == Kind::kLowPass ? 4000 : 24));
  }
  check(rule, value, text);
  return {rule.kind, value};
}

}  // namespace

Degradations parse_degradations(std::string_view text) {
  Degradations degradations;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    degradations.push_back(parse_one(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return degradations;
}

std::string to_text(const Degradations& degradations) {
  std::string text;
  for (const auto& [kind, value] : degradations) {
    const Rule& rule = kRules[static_cast<std::size_t>(kind)];
    text += fmt::format("{}{}:{}", text.empty() ? "" : "+", rule.name, value);
  }
  return text;
}

}  // namespace backbeat::audio
