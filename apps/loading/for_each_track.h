#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <omp.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/failures.h"
#include "apps/cli/progress.h"
#include "datasets/parallel_in_order.h"

namespace backbeat::apps {

using TrackFailureFunction =
    std::function<void(const std::filesystem::path&, const std::string& reason)>;

/// Calls `make(path)` for each of `files`, a thread each, and hands what it gives to `use(path,
/// result)`, or the message of what it throws to `failed(path, reason)`: in the order of the files,
/// from one thread at a time, as soon as all before are done. Bad files also go to `failures`.
template <typename Make, typename Use>
void for_each_track(const std::vector<std::filesystem::path>& files, FailureList& failures,
                    const Make& make, const Use& use, const TrackFailureFunction& failed = {}) {
  /// Files a thread may be ahead of the one to be used next: enough that a long file leaves no
  /// other thread idle, few enough that what waits fits into memory.
  constexpr std::size_t kFilesAhead = 8;
  using Result = decltype(make(files.front()));
  struct Track {
    std::optional<Result> result;
    std::string failure;
  };
  const auto threads = std::min(static_cast<std::size_t>(omp_get_max_threads()),
                                std::max<std::size_t>(files.size(), 1));
  Progress progress("files", files.size());
  datasets::parallel_in_order(
      files.size(), static_cast<int>(threads), kFilesAhead * threads,
      [&](std::size_t i) -> Track {
        try {
          return {make(files[i]), ""};
        } catch (const std::exception& error) {
          return {std::nullopt, error.what()};
        }
      },
      [&](std::size_t i, Track track) {
        progress.clear();
        if (track.result) {
          use(files[i], *track.result);
        } else {
          failures.add(files[i].string(), track.failure);
          if (failed) failed(files[i], track.failure);
        }
        progress.update(i + 1);
      });
}

}  // namespace backbeat::apps
