#pragma once

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "apps/model/body.h"

namespace backbeat::apps {

inline constexpr int kMels = 8;

/// dB around `mean_db`.
inline audio::Spectrogram noise(int frames, unsigned seed, float mean_db = -40.0F) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> level(mean_db, 12.0F);
  audio::Spectrogram spectrogram{
      kMels, frames, std::vector<float>(std::size_t{kMels} * static_cast<std::size_t>(frames))};
  for (float& value : spectrogram.values) value = level(generator);
  return spectrogram;
}

/// Off what every network begins with.
inline void shake(nn::Parameters& parameters) {
  std::mt19937 generator(7);
  std::normal_distribution<float> normal(0.0F, 0.3F);
  for (float& value : parameters.phi) value += normal(generator);
  for (float& value : parameters.state) value += std::abs(normal(generator));
}

/// A body of which a head reads 14 numbers: maximum and mean of 4 channels, and 6 answers.
inline std::shared_ptr<Body> make_body(unsigned seed = 1) {
  const audio::Compression compression{.log = audio::LogKind::kLn, .offset = 1e-4, .scale = 0.2};
  auto body = std::make_shared<Body>(
      Body{.features = {.n_mels = kMels, .compression = compression},
           .network = nn::Network::parse("input 1 8 12\nc conv 4 3x3 output\nr relu\n"
                                         "g global_avg_pool\nf linear 6 output\n"),
           .parameters = {},
           .about = {},
           .digest = std::to_string(seed)});
  body->parameters = body->network.initialise(seed);
  shake(body->parameters);
  return body;
}

}  // namespace backbeat::apps
