#include "nn/graph/network_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace backbeat::nn {

std::string network_table(const Network& network) {
  std::size_t name_width = 4;
  for (const Network::Node& node : network.nodes()) {
    name_width = std::max(name_width, node.text.name.size());
  }
  const auto line = [&](const std::string& name, const std::string& kind, const std::string& shape,
                        auto parameters, auto multiply_adds, auto kib) {
    return fmt::format("{:{}}  {:15}  {:>12}  {:>10}  {:>13}  {:>10}\n", name, name_width, kind,
                       shape, parameters, multiply_adds, kib);
  };
  std::string table = line("node", "kind", "output", "parameters", "multiply-adds", "output KiB");
  std::int64_t multiply_adds = 0;
  std::size_t bytes = 0;
  for (const Network::Node& node : network.nodes()) {
    std::size_t parameters = 0;
    if (node.layer) {
      for (const TensorSpec& spec : node.layer->parameters()) parameters += spec.size();
    }
    const std::int64_t work = node.layer ? node.layer->multiply_adds() : 0;
    const std::size_t size = node.shape.size() * sizeof(real);
    table += line(node.text.name, node.text.kind, to_string(node.shape), parameters, work,
                  fmt::format("{:.1f}", static_cast<double>(size) / 1024.0));
    multiply_adds += work;
    bytes += size;
  }
  return table + line("all", "", "", network.parameter_count(), multiply_adds,
                      fmt::format("{:.1f}", static_cast<double>(bytes) / 1024.0));
}

}  // namespace backbeat::nn
