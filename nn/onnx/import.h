#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// How an ONNX file is read.
struct OnnxImport {
  int bands = 0;              ///< mel bands of the front end: which dimension of the input they are
  std::optional<int> frames;  ///< of a window, where the file leaves their number open
  std::string output;         ///< the value to end at; "": the file's own outputs
};

struct ImportedNetwork {
  Network network;
  Parameters parameters;
  bool frames_first = false;       ///< the file's input has frames x bands, ours bands x frames
  std::vector<std::string> notes;  ///< what became something else, for the user
  std::map<std::string, std::string> metadata;  ///< the file's metadata_props
};

/// The convolutional network that an ONNX file holds, as other programs write it: its input is one
/// window of a spectrogram, whose batch alone may be open. Every operator is looked at before
/// anything is made. Throws FormatError naming the file; where operators are not supported, it
/// lists them all, and values at which the graph could end before them.
ImportedNetwork from_onnx(const std::filesystem::path& path, const OnnxImport& options);

}  // namespace backbeat::nn
