#include "apps/training/fine_tuning.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::apps {
namespace {

/// Row k of a (labels x ...) tensor is about label k: where a label is in both lists, its row is
/// copied.
void copy_rows(std::span<const nn::real> from, const std::vector<std::string>& from_labels,
               std::span<nn::real> to, const std::vector<std::string>& to_labels) {
  const std::size_t width = to.size() / to_labels.size();
  for (std::size_t k = 0; k < to_labels.size(); ++k) {
    const auto found = std::find(from_labels.begin(), from_labels.end(), to_labels[k]);
    if (found == from_labels.end()) continue;
    const auto row = static_cast<std::size_t>(found - from_labels.begin());
    std::ranges::copy(from.subspan(row * width, width), to.subspan(k * width, width).begin());
  }
}

}  // namespace

std::vector<std::string> joined_labels(const Model& start, const std::vector<std::string>& labels) {
  std::vector<std::string> joined;
  std::ranges::set_union(start.labels, labels, std::back_inserter(joined));
  return joined;
}

nn::Network network_for(const Model& start, const std::vector<std::string>& labels) {
  std::vector<nn::NodeText> lines;
  for (const nn::Network::Node& node : start.network.nodes()) lines.push_back(node.text);
  nn::NodeText& last = lines.back();
  if (labels.size() != start.labels.size()) {
    if (start.network.nodes().back().layer->kind() != nn::Layer::Kind::kLinear) {
      throw nn::ShapeError(
          fmt::format("{}: found a last layer of kind '{}', expected 'linear': {} classes instead "
                      "of {} need another one",
                      last.where(), last.kind, labels.size(), start.labels.size()));
    }
    last.arguments.front() = std::to_string(labels.size());
  }
  return nn::Network::parse(nn::format_network_text(lines), last.source);
}

void copy_parameters(const Model& start, const nn::Network& network,
                     const std::vector<std::string>& labels, nn::Parameters& parameters) {
  // The same nodes in the same order have the same tensors in the same order.
  const std::string last = network.nodes().back().text.name + ".";
  const auto copy = [&](const std::vector<nn::TensorSlice>& from_slices, const nn::Buffer& from,
                        const std::vector<nn::TensorSlice>& to_slices, nn::Buffer& to) {
    for (std::size_t i = 0; i < to_slices.size(); ++i) {
      const auto values = from_slices[i].of(from);
      if (to_slices[i].name.starts_with(last)) {
        copy_rows(values, start.labels, to_slices[i].of(to), labels);
      } else {
        std::ranges::copy(values, to_slices[i].of(to).begin());
      }
    }
  };
  copy(start.network.parameters(), start.parameters.phi, network.parameters(), parameters.phi);
  copy(start.network.state(), start.parameters.state, network.state(), parameters.state);
}

}  // namespace backbeat::apps
