#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "audio/features/log_mel.h"
#include "datasets/synth/synth.h"

// No single number may give the style away, and the music as a whole must. Both are judged by the
// simplest classifier there is: nearest class mean, each clip left out of its own class's mean.
namespace backbeat::datasets {
namespace {

constexpr int kClipsPerStyle = 24;
constexpr int kRate_hz = 8000;

/// (clips, features): clip i is of style i / kClipsPerStyle.
using Table = std::vector<std::vector<double>>;

std::vector<double> class_mean(const Table& table, std::size_t style, std::size_t left_out) {
  std::vector<double> mean(table[0].size());
  double n = 0.0;
  for (std::size_t i = style * kClipsPerStyle; i < (style + 1) * kClipsPerStyle; ++i) {
    if (i == left_out) continue;
    ++n;
    for (std::size_t f = 0; f < mean.size(); ++f) mean[f] += table[i][f];
  }
  for (double& value : mean) value /= n;
  return mean;
}

double nearest_mean_accuracy(const Table& table) {
  const std::size_t n_styles = table.size() / kClipsPerStyle;
  int correct = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::size_t nearest = 0;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t style = 0; style < n_styles; ++style) {
      const std::vector<double> mean = class_mean(table, style, i);
      double distance = 0.0;
      for (std::size_t f = 0; f < mean.size(); ++f) distance += std::pow(table[i][f] - mean[f], 2);
      if (distance < smallest) {
        smallest = distance;
        nearest = style;
      }
    }
    correct += nearest == i / kClipsPerStyle ? 1 : 0;
  }
  return correct / static_cast<double>(table.size());
}

struct Clip {
  std::vector<float> samples;
  audio::Spectrogram spectrogram;
};

constexpr int kMels = 32;

std::vector<Clip> make_clips() {
  audio::FeatureSettings settings;
  settings.sample_rate_hz = kRate_hz;
  settings.n_fft = 512;
  settings.hop_length = 160;
  settings.n_mels = kMels;
  audio::LogMel log_mel(settings);
  std::vector<Clip> clips;
  for (const std::string& style : synth_styles()) {
    for (std::uint64_t index = 0; index < kClipsPerStyle; ++index) {
      std::vector<float> samples = synthesise({style, 11, index, 5.0, kRate_hz}).samples;
      audio::Spectrogram spectrogram = log_mel(samples);
      clips.push_back({std::move(samples), std::move(spectrogram)});
    }
  }
  return clips;
}

const std::vector<Clip>& clips() {
  static const std::vector<Clip> made = make_clips();
  return made;
}

template <typename Measure>
double accuracy_by(const Measure& measure) {
  Table table;
  for (const Clip& clip : clips()) table.push_back({measure(clip)});
  return nearest_mean_accuracy(table);
}

/// Power of each mel band, averaged over the clip.
std::vector<double> mean_power(const Clip& clip) {
  const audio::Spectrogram& s = clip.spectrogram;
  std::vector<double> power(kMels);
  for (int mel = 0; mel < kMels; ++mel) {
    for (int t = 0; t < s.n_frames; ++t) {
      power[static_cast<std::size_t>(mel)] += std::pow(10.0, s.at(mel, t) / 10.0) / s.n_frames;
    }
  }
  return power;
}

double level_db(const Clip& clip) {
  double energy = 0.0;
  for (const float x : clip.samples) energy += static_cast<double>(x) * x;
  return 10.0 * std::log10(energy / static_cast<double>(clip.samples.size()));
}

constexpr double kMostBySingleNumber = 0.3;
constexpr double kLeastByRhythm = 0.4;

TEST(SynthBias, LevelIsDrawnFromOneDistribution) {
  const std::size_t n_styles = synth_styles().size();
  for (std::size_t style = 0; style < n_styles; ++style) {
    double mean_db = 0.0;
    double softest_db = 0.0;
    double loudest_db = -100.0;
    for (std::size_t i = 0; i < kClipsPerStyle; ++i) {
      const double db = level_db(clips()[style * kClipsPerStyle + i]);
      EXPECT_GT(db, -32.01);
      EXPECT_LT(db, -14.99);
      mean_db += db / kClipsPerStyle;
      softest_db = std::min(softest_db, db);
      loudest_db = std::max(loudest_db, db);
    }
    EXPECT_GT(loudest_db - softest_db, 10.0) << synth_styles()[style];
    // Uniform in [-32, -15] dB: the mean of 24 has a standard deviation of 1.0 dB.
    EXPECT_NEAR(mean_db, -23.5, 3.5) << synth_styles()[style];
  }
  EXPECT_LT(accuracy_by(level_db), 0.25);
}

TEST(SynthBias, SpectralCentroidDoesNotTellTheStyle) {
  const double accuracy = accuracy_by([](const Clip& clip) {
    const std::vector<double> power = mean_power(clip);
    double sum = 0.0;
    double weighted = 0.0;
    for (std::size_t mel = 0; mel < power.size(); ++mel) {
      sum += power[mel];
      weighted += static_cast<double>(mel) * power[mel];
    }
    return weighted / sum;
  });
  EXPECT_LT(accuracy, kMostBySingleNumber);
}

TEST(SynthBias, NoBandsShareOfTheEnergyTellsTheStyle) {
  constexpr std::size_t kWidth = 4;
  for (std::size_t band = 0; band < kMels / kWidth; ++band) {
    const double accuracy = accuracy_by([&](const Clip& clip) {
      const std::vector<double> power = mean_power(clip);
      double sum = 0.0;
      double inside = 0.0;
      for (std::size_t mel = 0; mel < power.size(); ++mel) {
        sum += power[mel];
        if (mel / kWidth == band) inside += power[mel];
      }
      return 10.0 * std::log10(inside / sum);
    });
    EXPECT_LT(accuracy, kMostBySingleNumber) << "band " << band;
  }
}

TEST(SynthBias, CrestFactorAndZeroCrossingsDoNotTellTheStyle) {
  const double by_crest = accuracy_by([](const Clip& clip) {
    double peak = 0.0;
    for (const float x : clip.samples) peak = std::max(peak, std::abs(static_cast<double>(x)));
    return 20.0 * std::log10(peak) - level_db(clip);
  });
  EXPECT_LT(by_crest, kMostBySingleNumber);
  const double by_crossings = accuracy_by([](const Clip& clip) {
    const std::vector<float>& x = clip.samples;
    int crossings = 0;
    for (std::size_t i = 1; i < x.size(); ++i) crossings += (x[i] > 0) != (x[i - 1] > 0) ? 1 : 0;
    return static_cast<double>(crossings);
  });
  EXPECT_LT(by_crossings, kMostBySingleNumber);
}

// How each quarter of the spectrum's onsets repeat: autocorrelation up to 1.6 s.
std::vector<double> rhythm(const audio::Spectrogram& s) {
  constexpr int kQuarters = 4;
  constexpr int kLags = 80;
  const int width = s.n_mels / kQuarters;
  std::vector<double> features;
  for (int quarter = 0; quarter < kQuarters; ++quarter) {
    std::vector<double> onset(static_cast<std::size_t>(s.n_frames));
    double mean = 0.0;
    for (int t = 1; t < s.n_frames; ++t) {
      double rise = 0.0;
      for (int mel = quarter * width; mel < (quarter + 1) * width; ++mel) {
        rise += std::max(0.0F, s.at(mel, t) - s.at(mel, t - 1));
      }
      onset[static_cast<std::size_t>(t)] = rise;
      mean += rise / s.n_frames;
    }
    for (double& value : onset) value -= mean;
    double energy = 1e-9;
    for (const double value : onset) energy += value * value;
    for (std::size_t lag = 1; lag <= kLags; ++lag) {
      double product = 0.0;
      for (std::size_t t = lag; t < onset.size(); ++t) product += onset[t] * onset[t - lag];
      features.push_back(product / energy);
    }
  }
  return features;
}

TEST(SynthBias, RhythmTellsTheStyle) {
  Table table;
  for (const Clip& clip : clips()) table.push_back(rhythm(clip.spectrogram));
  EXPECT_GT(nearest_mean_accuracy(table), kLeastByRhythm);
}

}  // namespace
}  // namespace backbeat::datasets
