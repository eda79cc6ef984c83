#pragma once

#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "audio/decode/decode.h"
#include "audio/files/write_wav.h"
#include "datasets/dataset.h"
#include "tests/support/message_of.h"

namespace backbeat::testing {

/// A dataset of `clips`, with the labels that they have.
inline datasets::Dataset dataset_of(std::vector<datasets::Clip> clips) {
  std::set<std::string> labels;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (clips[i].path.empty()) clips[i].path = "clip" + std::to_string(i) + ".wav";
    clips[i].where = "test:" + std::to_string(i);
    labels.insert(clips[i].label);
  }
  return {std::move(clips), {labels.begin(), labels.end()}};
}

/// A sine at half of full scale.
inline audio::Mono tone(double frequency_hz, double duration_s, int sample_rate_hz = 22050) {
  audio::Mono mono{{}, sample_rate_hz};
  const auto samples = static_cast<int>(duration_s * sample_rate_hz);
  for (int n = 0; n < samples; ++n) {
    const double phase = 2.0 * std::numbers::pi * frequency_hz * n / sample_rate_hz;
    mono.samples.push_back(static_cast<float>(0.5 * std::sin(phase)));
  }
  return mono;
}

}  // namespace backbeat::testing
