#pragma once

#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "nn/files/safetensors.h"
#include "nn/graph/network.h"

// The committed reference files and how numbers are compared with them. README.md says what they
// hold.
namespace backbeat::nn {

/// One group of cases: tests/golden/nn/GROUP.safetensors.
class GoldenFile {
 public:
  explicit GoldenFile(const std::string& group);

  std::vector<std::string> cases() const;
  /// What is no array: the network's text, options.
  const nlohmann::json& options(const std::string& name) const { return cases_.at(name); }
  bool has(const std::string& array) const { return file_.tensors.contains(array); }
  /// Throws std::out_of_range, naming it, where there is none.
  std::span<const float> array(const std::string& name) const;
  /// A network's numbers, from the arrays "`prefix`node.tensor".
  Parameters parameters(const Network& network, const std::string& prefix) const;

 private:
  TensorFile file_;
  nlohmann::json cases_;
};

/// Cases by name. The suite prints the largest relative error that it saw.
class GoldenTest : public testing::TestWithParam<std::string> {
 public:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

 protected:
  /// |found - expected| <= `tolerance` times the largest |expected|. Not times each element: sums
  /// whose terms cancel keep the rounding errors of the terms, which are as large as the array's
  /// large elements. An array of zeros must be met exactly.
  static void expect_close(const std::string& what, std::span<const real> found,
                           std::span<const float> expected, double tolerance);
};

/// PyTorch's planes in the order of our activations.
Buffer pixels_of(std::span<const float> planes, const Shape& shape);

/// The steps of a path lie one after another: step `t` of an array of `steps`.
std::span<const float> step_of(std::span<const float> path, std::size_t t, std::size_t steps);

}  // namespace backbeat::nn
