#pragma once

#include <string>
#include <vector>

#include "apps/model/model.h"

namespace backbeat::apps {

/// A model of two mel bands and windows of four frames with random weights and a label or more:
/// flatten, a hidden layer, batch norm, `linear`.
inline Model small_model(const std::vector<std::string>& labels, std::uint64_t seed = 1,
                         int frames = 4) {
  nn::Network network =
      nn::Network::parse("input 1 2 " + std::to_string(frames) +
                             "\nv flatten\nh linear 6\nb batch_norm\nr relu\nout linear classes\n",
                         "small", {{"classes", static_cast<int>(labels.size())}});
  nn::Parameters parameters = network.initialise(seed);
  return {.labels = labels,
          .features = {.n_fft = 64, .hop_length = 32, .n_mels = 2},
          .normalizer = {.mean = {-20.0F, -30.0F}, .std = {5.0F, 6.0F}},
          .network = std::move(network),
          .parameters = std::move(parameters)};
}

/// Two bands of `frames` frames around the normalizer's means.
inline audio::Spectrogram small_clip(int frames, unsigned seed = 1) {
  audio::Spectrogram clip{.n_mels = 2, .n_frames = frames};
  for (int i = 0; i < 2 * frames; ++i) {
    seed = seed * 1664525U + 1013904223U;
    clip.values.push_back(-25.0F + 20.0F * (static_cast<float>(seed >> 16) / 65536.0F - 0.5F));
  }
  return clip;
}

}  // namespace backbeat::apps
