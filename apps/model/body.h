#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "audio/features/log_mel.h"
#include "nn/graph/network.h"

namespace backbeat::apps {

/// A network that others trained on much music, to put a head of one's own on.
struct Body {
  audio::FeatureSettings features;  ///< its front end
  nn::Network network;              ///< (1 x n_mels x frames) to whatever it was trained to answer
  nn::Parameters parameters;
  std::map<std::string, std::string> about;  ///< what the published file says: licence, source
  std::string digest;  ///< of all that its answers depend on; of a Body that was read
};

/// Writes the one .safetensors file that models/README.md describes under "Body file".
void save_body(const std::filesystem::path& path, const Body& body);

/// Whether a file says that it is one; false also where it can not be read.
bool is_body(const std::filesystem::path& path);

/// Throws nn::FormatError naming the file where it is damaged, no body, or of another version.
Body load_body(const std::filesystem::path& path);

}  // namespace backbeat::apps
