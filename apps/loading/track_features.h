#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "apps/cli/app.h"
#include "apps/cli/failures.h"
#include "datasets/features/extract.h"

namespace backbeat::apps {

using TrackFunction = std::function<void(const std::filesystem::path&, const datasets::Features&)>;
using TrackFailureFunction =
    std::function<void(const std::filesystem::path&, const std::string& reason)>;

/// --offset-s and --duration-s: the part of each file that is read.
void add_range_arguments(CLI::App& cli, audio::Range& range);

/// Warns of mel bands that no FFT bin falls into, once for each sample rate.
class EmptyBandsWarning {
 public:
  explicit EmptyBandsWarning(const audio::FeatureSettings& settings) : settings_(settings) {}
  void check(int sample_rate_hz);

 private:
  audio::FeatureSettings settings_;
  std::set<int> checked_hz_;
};

/// Decodes `range` of `files` on all threads, some at a time so that memory stays bounded, and
/// calls `use(path, features)` for each good one and `failed(path, reason)` for each bad one, in
/// order, from the calling thread. Bad files also go to `failures`; what had to be mended in a file
/// is logged.
void for_each_track(const std::vector<std::filesystem::path>& files, const audio::Range& range,
                    const datasets::ExtractOptions& options, const SharedOptions& shared,
                    FailureList& failures, const TrackFunction& use,
                    const TrackFailureFunction& failed = {});

}  // namespace backbeat::apps
