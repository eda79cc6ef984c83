#include "apps/conversion/import_weights.h"

#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/files/shipped_files.h"
#include "apps/model/shapes.h"
#include "nn/errors.h"
#include "nn/files/safetensors.h"

namespace backbeat::apps {
namespace {

/// A tensor that no node asks for means that the text is of another network.
void require_all_used(const nn::SafetensorsReader& file, const nn::Network& network,
                      const std::string& source) {
  std::set<std::string> asked;
  for (const auto& slice : network.parameters()) asked.insert(slice.name);
  for (const auto& slice : network.state()) asked.insert(slice.name);
  std::vector<std::string> unused;
  for (const auto& [name, tensor] : file.tensors()) {
    if (!asked.contains(name)) unused.push_back(name);
  }
  if (unused.empty()) return;
  throw nn::FormatError(
      fmt::format("{}: found {} tensors that no node of {} asks for, expected none: {}", source,
                  unused.size(), network.nodes().front().text.source, fmt::join(unused, ", ")));
}

/// A copy whose kernels are transposed.
nn::TensorFile with_bands_first(const nn::SafetensorsReader& file) {
  nn::TensorFile copy;
  for (const auto& [name, view] : file.tensors()) {
    nn::Tensor tensor{.shape = view.shape, .values = std::vector<float>(view.size())};
    const bool is_kernel = view.shape.size() == 4;
    const auto rows = is_kernel ? static_cast<std::size_t>(view.shape[2]) : 1;
    const auto columns = is_kernel ? static_cast<std::size_t>(view.shape[3]) : 1;
    if (is_kernel) std::swap(tensor.shape[2], tensor.shape[3]);
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      const std::size_t plane = i / (rows * columns), y = i / columns % rows, x = i % columns;
      tensor.values[(plane * columns + x) * rows + y] = view.at(i);
    }
    copy.tensors[name] = std::move(tensor);
  }
  return copy;
}

}  // namespace

Body import_weights(const std::filesystem::path& weights, const std::filesystem::path& network,
                    const audio::FeatureSettings& features, bool frames_first) {
  const std::string source = weights.string();
  const nn::SafetensorsReader file(weights);
  Body body{.features = features,
            .network = nn::Network::parse(read_text(network), network.filename().string()),
            .parameters = {},
            .about = {},
            .digest = {}};
  check_input_shape(body.network, features);
  if (frames_first) {
    body.parameters = nn::load(body.network, with_bands_first(file), source);
  } else {
    body.parameters = nn::load(body.network, file.tensors(), source);
  }
  require_all_used(file, body.network, source);
  for (const char* key : {"license", "source"}) {
    const auto found = file.metadata().find(key);
    if (found != file.metadata().end()) body.about[key] = found->second;
  }
  return body;
}

}  // namespace backbeat::apps
