#include "apps/model/model.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/files/json_text.h"
#include "apps/files/safetensors_file.h"
#include "apps/model/metadata.h"
#include "apps/model/settings_json.h"
#include "apps/model/shapes.h"
#include "nn/errors.h"
#include "nn/files/whole_number.h"

namespace backbeat::apps {
namespace {

constexpr const char* kFormat = "backbeat-model/1";

/// What is answered below is looked up by binary search, and a class needs a name of its own.
std::vector<std::string> labels_from_json(const nlohmann::json& json) {
  auto labels = json.get<std::vector<std::string>>();
  const auto unsorted = std::ranges::adjacent_find(labels, std::greater_equal());
  if (labels.empty() || unsorted != labels.end()) {
    throw std::invalid_argument(fmt::format(
        "labels: found {}, expected one or more, sorted, each once",
        labels.empty() ? "none" : fmt::format("'{}' after '{}'", unsorted[1], unsorted[0])));
  }
  return labels;
}

/// `other` where it is one of `labels`, for it would never be answered elsewhere.
std::string other_from_text(const std::string& other, const std::vector<std::string>& labels) {
  if (std::ranges::binary_search(labels, other)) return other;
  throw std::invalid_argument(fmt::format("other: found '{}', expected one of the labels {}", other,
                                          fmt::join(labels, ", ")));
}

/// How the model came about, of which only the counts are read again.
nlohmann::json training_from_json(nlohmann::json json, std::size_t classes) {
  if (json.is_null()) return nlohmann::json::object();
  if (!json.is_object()) {
    throw std::invalid_argument(
        fmt::format("training: found {}, expected an object", json.type_name()));
  }
  const auto counts = json.find("class_counts");
  if (counts == json.end()) return json;
  for (const auto& count : *counts) nn::whole_number(count, "training: class_counts");
  if (!counts->is_array() || counts->size() != classes) {
    throw std::invalid_argument(fmt::format("training: class_counts: found {}, expected {} counts",
                                            counts->dump(), classes));
  }
  return json;
}

/// The sketches one after the other, 32 hexadecimal digits each.
std::string to_text(const std::vector<audio::Sketch>& sketches) {
  std::string text;
  for (const audio::Sketch& sketch : sketches) text += audio::to_text(sketch);
  return text;
}

std::vector<audio::Sketch> sketches_from_text(const std::string& text) {
  constexpr std::size_t kDigits = 2 * audio::Sketch{}.size();
  std::vector<audio::Sketch> sketches;
  for (std::size_t i = 0; i < text.size(); i += kDigits) {
    sketches.push_back(audio::sketch_from_text(text.substr(i, kDigits)));
  }
  return sketches;
}

/// Tensors of a body, and the numbers that they are in.
struct TensorsOf {
  std::span<const nn::TensorSlice> slices;
  const nn::Buffer& numbers;
};

std::array<TensorsOf, 2> tensors_of(const Body& body) {
  return {{{.slices = body.network.parameters(), .numbers = body.parameters.phi},
           {.slices = body.network.state(), .numbers = body.parameters.state}}};
}

const Body& find_body(std::span<const Body> bodies, const std::string& digest,
                      const std::string& source) {
  const auto found = std::ranges::find(bodies, digest, &Body::digest);
  if (found != bodies.end()) return *found;
  std::vector<std::string> others;
  for (const Body& body : bodies) others.push_back(body.digest);
  throw nn::FormatError(fmt::format(
      "{}: found a head alone and {}, expected --body with the body that it was trained on, of "
      "digest {}",
      source,
      others.empty() ? "no body" : fmt::format("a body of digest {}", fmt::join(others, ", ")),
      digest));
}

/// Those of `body` that a model's own file does not have.
void add_tensors(const Body& body, nn::TensorViews& tensors) {
  for (const TensorsOf& of_body : tensors_of(body)) {
    for (const nn::TensorSlice& slice : of_body.slices) {
      const auto bytes = std::as_bytes(slice.of(of_body.numbers));
      tensors.try_emplace(
          slice.name,
          nn::TensorView{.shape = slice.spec.shape,
                         .bytes{reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
    }
  }
}

}  // namespace

int Model::majority_class() const {
  const auto counts = training.value("class_counts", std::vector<int>{});
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

void save_model(const std::filesystem::path& path, const Model& model, const Body* without) {
  nn::TensorFile file;
  file.metadata = {{"format", kFormat},
                   {"network", model.network.text()},
                   {"labels", nlohmann::json(model.labels).dump()},
                   {"features", to_json(model.features).dump()},
                   {"normalizer", to_json(model.normalizer).dump()},
                   {"calibration", to_json(model.calibration).dump()},
                   {"training", json_text(model.training)}};
  if (!model.heard.empty()) file.metadata["heard"] = to_text(model.heard);
  if (!model.other.empty()) file.metadata["other"] = model.other;
  nn::store(model.network, model.parameters, file);
  if (without != nullptr) {
    file.metadata["body"] = nlohmann::json{{"digest", without->digest}}.dump();
    for (const TensorsOf& tensors : tensors_of(*without)) {
      for (const nn::TensorSlice& slice : tensors.slices) file.tensors.erase(slice.name);
    }
  }
  write_safetensors(path, std::move(file));
}

Model load_model(const std::filesystem::path& path, std::span<const Body> bodies) {
  const CheckedFile file(path, kFormat);
  return reading_metadata(file.source(), [&] {
    Model model{.labels = labels_from_json(file.json("labels")),
                .features = features_from_json(file.json("features")),
                .normalizer = normalizer_from_json(file.json("normalizer")),
                .network = file.network(),
                .training = {}};
    model.normalizer.compression = model.features.compression;
    model.training = training_from_json(file.json("training"), model.labels.size());
    check_shapes(model.network, model.features, model.labels);
    const auto bands = static_cast<std::size_t>(model.features.n_mels);
    if (model.normalizer.mean.size() != bands || model.normalizer.std.size() != bands) {
      throw std::invalid_argument(
          fmt::format("normalizer: found {} means and {} deviations, expected {}",
                      model.normalizer.mean.size(), model.normalizer.std.size(), bands));
    }
    // Older models have neither.
    if (file.has("calibration")) {
      model.calibration = calibration_from_json(file.json("calibration"));
    }
    if (file.has("heard")) {
      model.heard = sketches_from_text(file.text("heard"));
    }
    if (file.has("other")) model.other = other_from_text(file.text("other"), model.labels);
    nn::TensorViews tensors = file.tensors();
    if (file.has("body")) {
      const std::string digest = file.json("body").at("digest");
      add_tensors(find_body(bodies, digest, file.source()), tensors);
    }
    model.parameters = nn::load(model.network, tensors, file.source());
    model.source = file.source();
    return model;
  });
}

}  // namespace backbeat::apps
