#include "nn/workspace.h"

#include <algorithm>
#include <omp.h>
#include <stdexcept>

#include <fmt/format.h>

#include "nn/memory_plan.h"
#include "nn/network.h"

namespace backbeat::nn {

// Time runs in steps: node i goes forward at step i and backward at step 2 n - 1 - i. What backward
// reads lives until step 2 n, so that backward may run again.

Workspace::Workspace(const Network& network, const Options& options)
    : network_(network),
      options_(options),
      threads_(omp_get_max_threads()),
      nodes_(network.nodes().size()) {
  find_edges();
  plan_arena();
}

void Workspace::find_edges() {
  std::vector<bool> written(nodes_.size(), false);
  for (std::size_t i = nodes_.size() - 1; i > 0; --i) {
    for (const int input : network_.nodes()[i].inputs) {
      const auto from = static_cast<std::size_t>(input);
      nodes_[i].edges.push_back(
          {.from = from,
           .wanted = options_.backward && (from > 0 || options_.input_gradient),
           .first = !written[from],
           .beside = {}});
      written[from] = true;
    }
  }
}

int Workspace::last_use(std::size_t node) const {
  const int n = static_cast<int>(nodes_.size());
  const bool is_output = node + 1 == nodes_.size();
  if (is_output || (options_.backward && network_.nodes()[node].layer->needs().output))
    return 2 * n;
  int last = static_cast<int>(node);
  for (std::size_t i = node + 1; i < nodes_.size(); ++i) {
    const Network::Node& user = network_.nodes()[i];
    if (std::find(user.inputs.begin(), user.inputs.end(), static_cast<int>(node)) ==
        user.inputs.end()) {
      continue;
    }
    if (options_.backward && user.layer->needs().input) return 2 * n;
    last = static_cast<int>(i);
  }
  return last;
}

void Workspace::plan_arena() {
  const int n = static_cast<int>(nodes_.size());
  const auto batch = static_cast<std::size_t>(options_.max_batch);
  std::vector<Lifetime> lifetimes;
  std::vector<Piece*> pieces;
  const auto add = [&](Piece& piece, int first, int last) {
    const std::size_t size = piece.per_example * batch + piece.fixed;
    if (size == 0) return;
    lifetimes.push_back({.size = size, .first = first, .last = last});
    pieces.push_back(&piece);
  };

  std::vector<int> gradient_begins(nodes_.size(), n);  // the loss writes the output's
  for (std::size_t i = nodes_.size() - 1; i > 0; --i) {
    for (const Edge& edge : nodes_[i].edges) {
      if (edge.first) gradient_begins[edge.from] = 2 * n - 1 - static_cast<int>(i);
    }
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    NodePieces& node = nodes_[i];
    const int forward_step = static_cast<int>(i);
    const int backward_step = 2 * n - 1 - forward_step;
    const std::size_t size = network_.nodes()[i].shape.size();
    if (options_.backward && (i > 0 || options_.input_gradient)) {
      node.gradient.per_example = size;
      const bool outlives_step = i == 0 || i + 1 == nodes_.size();
      add(node.gradient, gradient_begins[i], outlives_step ? 2 * n : backward_step);
    }
    if (i == 0) continue;
    const Layer& layer = *network_.nodes()[i].layer;
    node.activation.per_example = size;
    add(node.activation, forward_step, last_use(i));
    node.cache.fixed = layer.cache_size(options_.max_batch);
    add(node.cache, forward_step, 2 * n);  // update_state() reads it after the last step
    scratch_.fixed = std::max(scratch_.fixed, layer.scratch_size(options_.max_batch, threads_));
    for (Edge& edge : node.edges) {
      if (edge.first || !edge.wanted) continue;
      edge.beside.per_example = network_.nodes()[edge.from].shape.size();
      add(edge.beside, backward_step, backward_step);
    }
  }
  add(scratch_, 0, 2 * n);
  const MemoryPlan plan = plan_memory(lifetimes);
  for (std::size_t i = 0; i < pieces.size(); ++i) pieces[i]->offset = plan.offsets[i];
  arena_.resize(plan.size);
}

std::span<real> Workspace::view(const Piece& piece) {
  const std::size_t size = piece.per_example * static_cast<std::size_t>(pass_.batch) + piece.fixed;
  return std::span(arena_).subspan(piece.offset, size);
}

std::span<const real> Workspace::view(const Piece& piece) const {
  const std::size_t size = piece.per_example * static_cast<std::size_t>(pass_.batch) + piece.fixed;
  return std::span(arena_).subspan(piece.offset, size);
}

void Workspace::begin(const Pass& pass) {
  if (pass.batch < 1 || pass.batch > options_.max_batch) {
    throw std::invalid_argument(
        fmt::format("batch: found {} examples, expected 1 to {}", pass.batch, options_.max_batch));
  }
  const std::size_t expected = network_.input_shape().size() * static_cast<std::size_t>(pass.batch);
  if (pass.x.size() != expected) {
    throw std::invalid_argument(
        fmt::format("input: found {} numbers, expected {} for {} examples of {}", pass.x.size(),
                    expected, pass.batch, to_string(network_.input_shape())));
  }
  if (omp_get_max_threads() > threads_) {
    throw std::logic_error(
        fmt::format("workspace: found {} threads, expected at most {}, as when made",
                    omp_get_max_threads(), threads_));
  }
  pass_ = pass;
}

std::span<real> Workspace::output_gradient() {
  return view(nodes_.back().gradient);
}

std::span<const real> Workspace::input_gradient() {
  return view(nodes_.front().gradient);
}

const std::vector<std::span<const real>>& Workspace::inputs(std::size_t node) {
  inputs_.clear();
  for (const Edge& edge : nodes_[node].edges) {
    inputs_.push_back(edge.from == 0 ? pass_.x : view(nodes_[edge.from].activation));
  }
  return inputs_;
}

const std::vector<std::span<real>>& Workspace::input_gradients(std::size_t node) {
  input_gradients_.clear();
  for (const Edge& edge : nodes_[node].edges) {
    const Piece& piece = edge.first ? nodes_[edge.from].gradient : edge.beside;
    input_gradients_.push_back(edge.wanted ? view(piece) : std::span<real>{});
  }
  return input_gradients_;
}

void Workspace::sum_branches(std::size_t node) {
  for (const Edge& edge : nodes_[node].edges) {
    if (edge.first || !edge.wanted) continue;
    const std::span<const real> beside = view(edge.beside);
    const std::span<real> sum = view(nodes_[edge.from].gradient);
#pragma omp parallel for simd schedule(static)
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += beside[i];
  }
}

}  // namespace backbeat::nn
