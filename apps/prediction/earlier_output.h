#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "apps/prediction/prediction_output.h"

namespace backbeat::apps {

/// What a run before has written of the answers to a list of files, before it ended or was killed.
struct EarlierOutput {
  std::set<std::string> names;  ///< of the files that it has whole, as the format writes them
  std::uintmax_t bytes = 0;     ///< of their records, header included: what follows is torn
};

/// Whether a run came to its end, or may have been to write more rows about its last file.
enum class Ended { kYes, kPerhaps };

/// Reads what a run with the same `options` wrote to `path`; nothing where there is no such file.
/// Throws std::runtime_error naming the path where it can not be read, or where `header` (with its
/// line's end; "": none) is not how it begins.
EarlierOutput read_earlier_output(const std::filesystem::path& path,
                                  const PredictionOptions& options, const std::string& header,
                                  Ended ended);

}  // namespace backbeat::apps
