#pragma once

#include <filesystem>

#include "apps/model/body.h"

namespace backbeat::apps {

/// How far a body's answers are from those of the program that it comes from.
struct BodyCheck {
  std::size_t windows = 0;
  std::size_t numbers = 0;  ///< of each window that were compared
  double difference = 0.0;  ///< the largest
  double magnitude = 0.0;   ///< of the largest number expected

  bool passes() const { return difference <= 1e-4 * (magnitude > 1.0 ? magnitude : 1.0); }
};

/// Answers windows of `input` and compares with `expected`, both .npy arrays. The input is (windows
/// x) bands x frames, or frames x bands where `frames_first`, with any dimensions of size 1; more
/// frames than a window has are cut off. What is expected are as many numbers for each window as
/// one of the body's outputs has, the last one's where several have; maps as channels x height x
/// width. Throws std::runtime_error naming the file where a shape does not fit.
BodyCheck check_body(const Body& body, bool frames_first, const std::filesystem::path& input,
                     const std::filesystem::path& expected);

}  // namespace backbeat::apps
