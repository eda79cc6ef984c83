// The cluster bootstrap: where it must agree with other intervals, and how often it covers.

#include "nn/metrics/cluster_interval.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "nn/hash.h"

namespace backbeat::nn {
namespace {

/// Uniform in [0, 1).
double uniform(std::uint64_t key, std::uint64_t position) {
  return static_cast<double>(hash(key, position) >> 11) * 0x1p-53;
}

struct Sample {
  std::vector<int> hits, clusters;
};

/// `n_clusters` of 1 to 9 examples; a cluster's examples are all hits or all not, with chance
/// `share`.
Sample draw_sample(std::uint64_t key, int n_clusters, double share) {
  Sample sample;
  for (int c = 0; c < n_clusters; ++c) {
    const auto position = static_cast<std::uint64_t>(c);
    const int size = 1 + static_cast<int>(9 * uniform(key, 2 * position));
    const int hit = uniform(key, 2 * position + 1) < share ? 1 : 0;
    for (int i = 0; i < size; ++i) {
      sample.hits.push_back(hit);
      sample.clusters.push_back(c);
    }
  }
  return sample;
}

TEST(ClusterInterval, OfClustersOfOneIsNearWilsons) {
  std::vector<int> hits(400, 0);
  std::fill_n(hits.begin(), 260, 1);
  std::vector<int> clusters(400);
  std::iota(clusters.begin(), clusters.end(), 0);
  const Interval bootstrap = cluster_ci95(hits, clusters);
  const Interval wilson = wilson_ci95(260, 400);
  EXPECT_NEAR(bootstrap.low, wilson.low, 0.006);
  EXPECT_NEAR(bootstrap.high, wilson.high, 0.006);
}

/// k copies of every example tell nothing new, so the interval must not shrink by sqrt(k).
TEST(ClusterInterval, CopiesOfExamplesChangeNothing) {
  std::vector<int> hits, clusters, more_hits, more_clusters;
  for (int c = 0; c < 60; ++c) {
    const int hit = c % 3 == 0 ? 0 : 1;
    hits.push_back(hit);
    clusters.push_back(c);
    for (int copy = 0; copy < 9; ++copy) {
      more_hits.push_back(hit);
      more_clusters.push_back(c);
    }
  }
  const Interval once = cluster_ci95(hits, clusters);
  const Interval often = cluster_ci95(more_hits, more_clusters);
  EXPECT_DOUBLE_EQ(once.low, often.low);
  EXPECT_DOUBLE_EQ(once.high, often.high);
  EXPECT_GT(once.high - once.low, 0.2);
}

/// The 95 % interval of clustered data holds the true share nearly that often, Wilson's far less.
TEST(ClusterInterval, CoversTheTruthOfClusteredData) {
  constexpr int kSamples = 200;
  constexpr double kShare = 0.6;
  int covered = 0;
  int covered_by_wilson = 0;
  for (std::uint64_t key = 0; key < kSamples; ++key) {
    const Sample sample = draw_sample(key, 50, kShare);
    const Interval interval = cluster_ci95(sample.hits, sample.clusters);
    covered += interval.low <= kShare && kShare <= interval.high ? 1 : 0;
    const int hits = std::accumulate(sample.hits.begin(), sample.hits.end(), 0);
    const Interval wilson = wilson_ci95(hits, static_cast<int>(sample.hits.size()));
    covered_by_wilson += wilson.low <= kShare && kShare <= wilson.high ? 1 : 0;
  }
  EXPECT_GE(covered, 0.90 * kSamples);
  EXPECT_LE(covered, 0.99 * kSamples);
  EXPECT_LT(covered_by_wilson, 0.75 * kSamples);
}

TEST(ClusterInterval, NumbersAndOrderOfClustersDoNotMatter) {
  const Interval one =
      cluster_ci95(std::vector<int>{1, 0, 1, 1, 0}, std::vector<int>{0, 0, 1, 2, 2});
  const Interval other =
      cluster_ci95(std::vector<int>{1, 1, 1, 0, 0}, std::vector<int>{5, 7, 9, 9, 5});
  EXPECT_DOUBLE_EQ(one.low, other.low);
  EXPECT_DOUBLE_EQ(one.high, other.high);
}

TEST(ClusterInterval, OfFewerThanTwoClustersIsEverything) {
  for (const std::size_t n : {0U, 3U}) {
    const Interval interval = cluster_ci95(std::vector<int>(n, 1), std::vector<int>(n, 4));
    EXPECT_EQ(interval.low, 0.0);
    EXPECT_EQ(interval.high, 1.0);
  }
}

TEST(ClusterInterval, RefusesSizesThatDiffer) {
  EXPECT_THROW(cluster_ci95(std::vector<int>{1}, std::vector<int>{}), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::nn
