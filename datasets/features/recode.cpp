#include "datasets/features/recode.h"

#include <cmath>
#include <string>
#include <xxhash.h>

#include <fmt/format.h>

#include "audio/random.h"

namespace backbeat::datasets {
namespace {

using audio::Degradation;
using audio::Degradations;
using Kind = Degradation::Kind;

constexpr double kNarrowProbability = 1.0 / 3.0;
constexpr double kHighestMp3_kbit_s = 128.0;

int uniform_integer(audio::Random& random, int low, int high) {
  const auto count = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  return low + static_cast<int>(random.below(count));
}

Degradation draw_narrowing(audio::Random& random) {
  const std::uint64_t kind = random.below(3);
  if (kind == 0) return {Kind::kResample, 16000.0};
  if (kind == 1) return {Kind::kResample, 11025.0};
  // Uniform in octaves.
  return {Kind::kLowPass, std::round(3000.0 * std::pow(10.0 / 3.0, random.uniform()))};
}

Degradation draw_codec(audio::Random& random) {
  const std::uint64_t kind = random.below(3);
  if (kind == 0) return {Kind::kVorbis, static_cast<double>(uniform_integer(random, 32, 96))};
  if (kind == 1) return {Kind::kOpus, static_cast<double>(uniform_integer(random, 12, 64))};
  std::vector<int> rates;
  for (const int rate : audio::kMp3Rates_kbit_s) {
    if (rate <= kHighestMp3_kbit_s) rates.push_back(rate);
  }
  return {Kind::kMp3, static_cast<double>(rates[random.below(rates.size())])};
}

}  // namespace

Degradations draw_recoding(const Clip& clip, int version) {
  const std::string name = fmt::format("{}/{} {}", clip.path.parent_path().filename().string(),
                                       clip.path.filename().string(), clip.start_s);
  audio::Random random{XXH3_64bits(name.data(), name.size()), static_cast<std::uint64_t>(version)};
  Degradations recoding;
  if (random.chance(kNarrowProbability)) recoding.push_back(draw_narrowing(random));
  recoding.push_back(draw_codec(random));
  return recoding;
}

std::vector<Clip> with_recodings(const std::vector<Clip>& clips, int versions) {
  std::vector<Clip> all = clips;
  for (int version = 1; version <= versions; ++version) {
    for (const Clip& clip : clips) {
      all.push_back(clip);
      all.back().degradations = draw_recoding(clip, version);
    }
  }
  return all;
}

}  // namespace backbeat::datasets
