#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/model/body.h"
#include "apps/model/model.h"

// Models and bodies as ONNX files. Where the build goes without ONNX, all of this throws
// std::runtime_error that says so.
namespace backbeat::apps {

/// The bytes of an ONNX file that answers as the model does, from windows that its normaliser has
/// seen: "probabilities" with its temperature, and "embedding". Its metadata_props are "labels",
/// "front_end", "normalizer", "temperature" and "threshold" as in a model file, and "model_card"
/// where `card` is not empty.
std::string onnx_of(const Model& model, const std::string& card);

/// The same of a body, whose outputs have their nodes' names.
std::string onnx_of(const Body& body);

struct ImportedBody {
  Body body;
  bool frames_first = false;       ///< the file's windows are frames x bands
  std::vector<std::string> notes;  ///< what became something else
};

/// The body that an ONNX file makes with this front end (nn/onnx/import.h). Throws nn::FormatError
/// naming the file.
ImportedBody import_onnx(const std::filesystem::path& path, const audio::FeatureSettings& features,
                         std::optional<int> frames, const std::string& output);

}  // namespace backbeat::apps
