#include "apps/training/head.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::apps {
namespace {

constexpr const char* kPrefix = "head.";
/// The first node of a head that is more than what it reads.
constexpr const char* kFirst = "head.norm";

using Lines = std::vector<nn::NodeText>;

void add(Lines& lines, const std::string& name, const std::string& kind,
         std::vector<std::string> arguments = {}, std::vector<std::string> inputs = {}) {
  lines.push_back({.name = kPrefix + name,
                   .kind = kind,
                   .arguments = std::move(arguments),
                   .inputs = std::move(inputs)});
}

/// What a head reads of a body: positions of nodes, ascending.
std::vector<std::size_t> read_nodes(const nn::Network& body) {
  const auto& outputs = body.outputs();
  std::vector<std::size_t> read(outputs.begin(), outputs.end() - 1);
  if (body.nodes().back().text.is_output) read.push_back(outputs.back());
  if (!read.empty()) return read;
  return {static_cast<std::size_t>(body.nodes().back().inputs.front())};
}

/// The nodes that lead to those which are read.
std::vector<bool> needed_nodes(const nn::Network& body, const std::vector<std::size_t>& read) {
  std::vector<bool> needed(body.nodes().size(), false);
  needed.front() = true;
  for (const std::size_t i : read) needed[i] = true;
  for (std::size_t i = needed.size() - 1; i > 0; --i) {
    if (!needed[i]) continue;
    for (const int input : body.nodes()[i].inputs) needed[static_cast<std::size_t>(input)] = true;
  }
  return needed;
}

/// The last line is the vector that the head reads.
Lines trunk_lines(const nn::Network& body) {
  const auto& nodes = body.nodes();
  const std::vector<std::size_t> read = read_nodes(body);
  const std::vector<bool> needed = needed_nodes(body, read);
  Lines lines;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!needed[i]) continue;
    nn::NodeText line = nodes[i].text;
    line.is_output = false;
    line.is_frozen = i > 0;
    if (i > 0 && line.inputs.empty()) {
      const auto& above = nodes[static_cast<std::size_t>(nodes[i].inputs.front())].text.name;
      if (lines.back().name != above) line.inputs = {above};
    }
    lines.push_back(std::move(line));
  }
  std::vector<std::string> parts;
  for (const std::size_t i : read) {
    const std::string& name = nodes[i].text.name;
    if (nodes[i].shape.is_vector()) {
      parts.push_back(name);
      continue;
    }
    add(lines, name + ".max", "global_max_pool", {}, {name});
    add(lines, name + ".mean", "global_avg_pool", {}, {name});
    parts.push_back("head." + name + ".max");
    parts.push_back("head." + name + ".mean");
  }
  if (parts.size() > 1) add(lines, "all", "concat", {}, parts);
  return lines;
}

/// On the vector of the last line.
void add_head(Lines& lines, const Head& head, int classes) {
  // Its statistics are those of the training clips: standardise().
  add(lines, "norm", "batch_norm", {"epsilon", "1e-12"});
  lines.back().is_frozen = true;
  if (head.hidden > 0) {
    add(lines, "hidden", "linear", {std::to_string(head.hidden)});
    add(lines, "hidden_norm", "batch_norm");
    add(lines, "relu", "relu");
    add(lines, "dropout", "dropout", {"0.5"});
  }
  add(lines, "classes", "linear", {std::to_string(classes)});
}

nn::Network parse(const Lines& lines, const std::string& source) {
  return nn::Network::parse(nn::format_network_text(lines), source);
}

}  // namespace

nn::Network with_head(const nn::Network& body, const Head& head, int classes) {
  Lines lines = trunk_lines(body);
  add_head(lines, head, classes);
  return parse(lines, body.nodes().front().text.source + " with a head");
}

void standardise(const datasets::Normalizer& numbers, const nn::Network& network,
                 nn::Parameters& parameters) {
  const auto state = [&](const char* tensor) {
    const auto slice = std::ranges::find(network.state(), fmt::format("{}.{}", kFirst, tensor),
                                         &nn::TensorSlice::name);
    return slice->of(parameters.state);
  };
  std::ranges::copy(numbers.mean, state("running_mean").begin());
  std::ranges::transform(numbers.std, state("running_var").begin(),
                         [](float deviation) { return deviation * deviation; });
}

nn::Network trunk_of(const nn::Network& body) {
  return parse(trunk_lines(body), body.nodes().front().text.source);
}

nn::Network head_alone(const nn::Network& network) {
  const auto& nodes = network.nodes();
  const auto norm =
      std::ranges::find(nodes, kFirst, [](const auto& node) { return node.text.name; });
  const int numbers = norm->shape.channels;
  Lines lines{{.name = "input", .kind = "input", .arguments = {"1", std::to_string(numbers), "1"}}};
  add(lines, "vector", "flatten");
  for (auto node = norm; node != nodes.end(); ++node) lines.push_back(node->text);
  return parse(lines, "head");
}

bool has_frozen_body(const nn::Network& network) {
  const std::size_t head = head_offset(network);
  return std::ranges::all_of(network.parameters(), [&](const nn::TensorSlice& slice) {
    return slice.offset >= head || slice.spec.frozen;
  });
}

nn::Network thaw(const nn::Network& network, const std::string& node) {
  Lines lines;
  for (const nn::Network::Node& n : network.nodes()) lines.push_back(n.text);
  const auto end = std::ranges::find(lines, kFirst, &nn::NodeText::name);
  auto line = lines.begin();
  if (!node.empty()) {
    line = std::find_if(line, end, [&](const nn::NodeText& text) { return text.name == node; });
    if (line == end) {
      throw nn::ShapeError(fmt::format(
          "--freeze-until: found '{}', expected a node of {} that leads to what the head reads",
          node, lines.front().source));
    }
    ++line;
  }
  for (; line != end; ++line) line->is_frozen = false;
  return parse(lines, lines.front().source);
}

std::size_t head_offset(const nn::Network& network) {
  const auto norm = std::ranges::find_if(
      network.nodes(), [](const nn::Network::Node& node) { return node.text.name == kFirst; });
  return norm == network.nodes().end() ? 0 : norm->phi_offset;
}

}  // namespace backbeat::apps
