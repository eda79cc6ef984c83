#include "apps/picture/ticks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "audio/features/mel.h"

namespace backbeat::apps::picture {
namespace {

/// The smallest of 1, 2 and 5 times a power of ten that is not below `at_least`.
double decimal_step(double at_least) {
  const double power = std::pow(10.0, std::floor(std::log10(at_least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= at_least) return digit * power;
  }
  return 10.0 * power;
}

/// The same in the steps of a clock.
double clock_step_s(double at_least_s) {
  if (at_least_s <= 10.0) return decimal_step(at_least_s);
  for (const double step_s : {15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0}) {
    if (step_s >= at_least_s) return step_s;
  }
  return 3600.0 * decimal_step(std::max(1.0, at_least_s / 3600.0));
}

/// As many decimals as multiples of `step` need.
std::string decimal_label(double value, double step) {
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  return fmt::format("{:.{}f}", value, decimals);
}

std::string clock_label(int seconds) {
  const int minutes = seconds / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds % 60);
}

std::string frequency_label(double hz) {
  return hz < 1000.0 ? fmt::format("{}", hz) : fmt::format("{}k", hz / 1000.0);
}

/// Where `hz` lies among the bands. They are centred on equally spaced mels, of which the first and
/// the last, fmin and fmax, are the outer feet of the outer bands (see audio/features/mel.cpp).
double band_place(double hz, const audio::FeatureSettings& s) {
  const double fmax_hz = s.fmax_hz > 0.0 ? s.fmax_hz : s.sample_rate_hz / 2.0;
  const double low = audio::hz_to_mel(s.fmin_hz, s.mel_scale);
  const double high = audio::hz_to_mel(fmax_hz, s.mel_scale);
  const double share = (audio::hz_to_mel(hz, s.mel_scale) - low) / (high - low);
  return share * (s.n_mels + 1) - 0.5;
}

/// Adds `hz` if it is inside the axis and not too near to another.
void add_if_room(std::vector<Tick>& ticks, double hz, const audio::FeatureSettings& settings,
                 double gap_bands) {
  const double place = band_place(hz, settings);
  const bool is_free = std::none_of(ticks.begin(), ticks.end(), [&](const Tick& other) {
    return std::abs(other.place - place) < gap_bands;
  });
  if (place < 0.0 || place > settings.n_mels || !is_free) return;
  ticks.push_back({.place = place, .label = frequency_label(hz)});
}

}  // namespace

std::vector<Tick> time_ticks(const TimeAxis& axis) {
  const double step_s = clock_step_s(axis.gap_frames / axis.frames_per_second);
  const double end_s = axis.start_s + (axis.n_frames - 0.5) / axis.frames_per_second;
  const int last = static_cast<int>(end_s / step_s);
  // A part too short for any tick has one at its beginning, rounded.
  const int first = std::min(last, static_cast<int>(std::ceil(axis.start_s / step_s)));
  const bool is_clock = last * step_s >= 60.0;
  std::vector<Tick> ticks;
  for (int i = first; i <= last; ++i) {
    const double time_s = i * step_s;
    const double passed_s = std::max(0.0, time_s - axis.start_s);
    ticks.push_back({.place = passed_s * axis.frames_per_second + 0.5,
                     .label = is_clock ? clock_label(static_cast<int>(std::lround(time_s)))
                                       : decimal_label(time_s, step_s)});
  }
  return ticks;
}

std::vector<Tick> frequency_ticks(const audio::FeatureSettings& settings, double gap_bands) {
  constexpr std::size_t kFewest = 4;
  std::vector<Tick> ticks;
  for (const double hz :
       {1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 500.0, 250.0, 100.0, 3e3, 6e3, 12e3, 24e3, 1.5e3, 750.0}) {
    add_if_room(ticks, hz, settings, gap_bands);
  }
  for (const double step_hz : {1e3, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0}) {
    if (ticks.size() >= kFewest) break;
    ticks.clear();
    for (int i = 1; i * step_hz < settings.sample_rate_hz / 2.0; ++i) {
      add_if_room(ticks, i * step_hz, settings, gap_bands);
    }
  }
  std::sort(ticks.begin(), ticks.end(),
            [](const Tick& a, const Tick& b) { return a.place < b.place; });
  return ticks;
}

std::vector<Tick> level_ticks(double low_db, double high_db, double gap_db) {
  const double step_db = decimal_step(gap_db);
  std::vector<Tick> ticks;
  for (int i = static_cast<int>(std::ceil(low_db / step_db)); i * step_db <= high_db; ++i) {
    ticks.push_back({.place = i * step_db, .label = decimal_label(i * step_db, step_db)});
  }
  return ticks;
}

}  // namespace backbeat::apps::picture
