#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/cli/failures.h"
#include "audio/decode/decode.h"
#include "datasets/features/extract.h"

namespace backbeat::apps {

using TrackFunction = std::function<void(const std::filesystem::path&, const datasets::Features&)>;
using TrackFailureFunction =
    std::function<void(const std::filesystem::path&, const std::string& reason)>;

/// Decodes `range` of `files` on all threads, some at a time so that memory stays bounded, and
/// calls `use(path, features)` for each good one and `failed(path, reason)` for each bad one, in
/// order, from the calling thread. Bad files also go to `failures`; what had to be mended in a file
/// is logged.
void for_each_track(const std::vector<std::filesystem::path>& files, const audio::Range& range,
                    const datasets::ExtractOptions& options, FailureList& failures,
                    const TrackFunction& use, const TrackFailureFunction& failed = {});

}  // namespace backbeat::apps
