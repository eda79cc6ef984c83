#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "audio/degrade/degradation.h"

// What is trained on: labelled clips, wherever the labels were written.
namespace backbeat::datasets {

/// A dataset that can not be used. The text names the file and line, what was found, what was
/// expected.
class ManifestError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Side { kTrain, kValid, kTest };

/// "train", "valid" or "test", as manifests have it.
const char* to_text(Side side);

/// One labelled stretch of a recording.
struct Clip {
  std::filesystem::path path;  ///< as it can be opened
  std::string label;
  std::string artist;  ///< "" where not known
  std::string track;   ///< "" where not known
  std::string source;  ///< the collection it comes from, "" where not known
  std::optional<Side> side;
  std::optional<int> fold;
  double start_s = 0.0;
  double end_s = std::numeric_limits<double>::infinity();
  audio::Degradations degradations;  ///< what is done to it once it is decoded; none: nothing
  std::string where;                 ///< "manifest.csv:12" or the path: what an error message names
};

struct Dataset {
  std::vector<Clip> clips;          ///< in the order of the manifest, or sorted by path
  std::vector<std::string> labels;  ///< the classes, sorted

  /// Position in `labels`, or nothing.
  std::optional<int> label_index(const std::string& label) const;
};

}  // namespace backbeat::datasets
