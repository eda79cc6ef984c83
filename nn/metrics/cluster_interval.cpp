#include "nn/metrics/cluster_interval.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "nn/hash.h"

namespace backbeat::nn {
namespace {

constexpr std::size_t kResamples = 10000;
constexpr std::size_t kTail = 250;  // (kResamples + 1) * 2.5 %, rounded down
constexpr std::uint64_t kSeed = 1;

struct Cluster {
  int hits = 0;
  int size = 0;
};

std::vector<Cluster> gather(std::span<const int> hits, std::span<const int> clusters) {
  std::map<int, Cluster> by_number;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    Cluster& cluster = by_number[clusters[i]];
    cluster.hits += hits[i];
    ++cluster.size;
  }
  std::vector<Cluster> gathered;
  for (const auto& [number, cluster] : by_number) gathered.push_back(cluster);
  return gathered;
}

/// Uniform in [0, n): multiply-shift of the draw's hash.
std::size_t draw(std::uint64_t position, std::size_t n) {
  return static_cast<std::size_t>((static_cast<unsigned __int128>(hash(kSeed, position)) * n) >>
                                  64);
}

double resampled_share(const std::vector<Cluster>& clusters, std::size_t resample) {
  std::int64_t hits = 0;
  std::int64_t size = 0;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const Cluster& drawn = clusters[draw(resample * clusters.size() + i, clusters.size())];
    hits += drawn.hits;
    size += drawn.size;
  }
  return static_cast<double>(hits) / static_cast<double>(size);
}

}  // namespace

Interval cluster_ci95(std::span<const int> hits, std::span<const int> clusters) {
  if (hits.size() != clusters.size()) {
    throw std::invalid_argument(
        fmt::format("cluster interval: found {} clusters, expected {}, one per example",
                    clusters.size(), hits.size()));
  }
  const std::vector<Cluster> gathered = gather(hits, clusters);
  if (gathered.size() < 2) return {.low = 0.0, .high = 1.0};
  std::vector<double> shares(kResamples);
  for (std::size_t r = 0; r < kResamples; ++r) shares[r] = resampled_share(gathered, r);
  std::sort(shares.begin(), shares.end());
  return {.low = shares[kTail - 1], .high = shares[kResamples - kTail]};
}

}  // namespace backbeat::nn
