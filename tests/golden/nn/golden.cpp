#include "tests/golden/nn/golden.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "nn/channel_order.h"

namespace backbeat::nn {
namespace {

// Of the suite that runs.
double largest_error = 0.0;
std::string largest_at;

}  // namespace

GoldenFile::GoldenFile(const std::string& group)
    : file_(read_safetensors(
          fmt::format("{}/tests/golden/nn/{}.safetensors", BACKBEAT_SOURCE_DIR, group))),
      cases_(nlohmann::json::parse(file_.metadata.at("cases"))) {}

std::vector<std::string> GoldenFile::cases() const {
  std::vector<std::string> names;
  for (const auto& [name, options] : cases_.items()) names.push_back(name);
  return names;
}

std::span<const float> GoldenFile::array(const std::string& name) const {
  const auto found = file_.tensors.find(name);
  if (found == file_.tensors.end()) {
    throw std::out_of_range(fmt::format("golden array '{}': found none", name));
  }
  return found->second.values;
}

Parameters GoldenFile::parameters(const Network& network, const std::string& prefix) const {
  TensorFile own;
  for (const auto& [name, tensor] : file_.tensors) {
    if (name.starts_with(prefix)) own.tensors[name.substr(prefix.size())] = tensor;
  }
  return load(network, own, prefix);
}

void GoldenTest::SetUpTestSuite() {
  largest_error = 0.0;
  largest_at.clear();
}

void GoldenTest::TearDownTestSuite() {
  const std::string error = fmt::format("{:.1e}", largest_error);
  RecordProperty("largest_relative_error", error);
  fmt::print("largest relative error: {} in {}\n", error, largest_at);
}

void GoldenTest::expect_close(const std::string& what, std::span<const real> found,
                              std::span<const float> expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  double scale = std::numeric_limits<double>::min();
  for (const float value : expected) scale = std::max(scale, std::abs(double{value}));
  double worst = 0.0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(static_cast<double>(found[i]) - double{expected[i]}) / scale;
    if (error <= worst) continue;  // not so for NaN
    worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
    at = i;
  }
  if (worst > largest_error) {
    largest_error = worst;
    largest_at = what;
  }
  if (worst > tolerance) {
    ADD_FAILURE() << fmt::format(
        "{}: worst is [{}]: found {}, expected {}; off by {:.1e} of the array's largest, {:g}, "
        "expected {:.0e} at most",
        what, at, found[at], expected[at], worst, scale, tolerance);
  }
}

Buffer pixels_of(std::span<const float> planes, const Shape& shape) {
  Buffer pixels(planes.size());
  to_channels_last(planes, shape, pixels);
  return pixels;
}

std::span<const float> step_of(std::span<const float> path, std::size_t t, std::size_t steps) {
  const std::size_t size = path.size() / steps;
  return path.subspan(t * size, size);
}

}  // namespace backbeat::nn
