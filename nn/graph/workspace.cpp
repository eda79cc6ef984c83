#include "nn/graph/workspace.h"

#include <algorithm>
#include <omp.h>
#include <stdexcept>

#include <fmt/format.h>

#include "nn/graph/memory_plan.h"
#include "nn/graph/network.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// The nodes that go back: those before which something learns, or all of them to the input.
std::vector<bool> nodes_that_run(const Network& network, bool to_input) {
  std::vector<bool> runs;
  for (const Network::Operation& operation : network.operations()) {
    runs.push_back(operation.learns || to_input);
  }
  return runs;
}

}  // namespace

// Time runs in steps: node i goes forward at step i, and step k of the plan's way back follows at
// n + k. A piece lives from its first use to its last.

Workspace::Workspace(const Network& network, const Options& options)
    : network_(network),
      options_(options),
      threads_(omp_get_max_threads()),
      runs_(nodes_that_run(network, options.input_gradient)),
      plan_(nn::plan_backward(network, runs_, options.recompute, options.once)),
      nodes_(network.nodes().size()) {
  find_edges();
  set_sizes();
  plan_forward();
  if (options_.backward) plan_backward();
  place_pieces();
}

void Workspace::find_edges() {
  std::vector<bool> written(nodes_.size(), false);
  for (const std::size_t output : network_.outputs()) written[output] = true;  // by its loss
  for (std::size_t i = nodes_.size() - 1; i > 0; --i) {
    const Network::Operation& operation = network_.operations()[i];
    if (operation.layer == nullptr) continue;
    for (const int input : operation.inputs) {
      const auto from = static_cast<std::size_t>(input);
      nodes_[i].edges.push_back({.from = from,
                                 .wanted = options_.backward && runs_[i] && runs_[from],
                                 .first = !written[from],
                                 .adds = written[from] && operation.layer->can_add(),
                                 .beside = {.kind = Kind::kGradient}});
      if (runs_[i]) written[from] = true;
    }
  }
}

void Workspace::set_sizes() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::size_t size = network_.nodes()[i].shape.size();
    for (Piece& activation : nodes_[i].activations) activation.per_example = size;
    nodes_[i].gradient = {.kind = Kind::kGradient, .per_example = size};
    for (Edge& edge : nodes_[i].edges) {
      edge.beside.per_example = network_.nodes()[edge.from].shape.size();
    }
    const Layer* layer = network_.operations()[i].layer;
    if (layer == nullptr) continue;
    nodes_[i].cache = {.kind = Kind::kCache, .fixed = layer->cache_size(options_.max_batch)};
    scratch_.fixed = std::max(scratch_.fixed, layer->scratch_size(options_.max_batch, threads_));
  }
}

void Workspace::Piece::use_at(int step) {
  first = last < first ? step : std::min(first, step);
  last = std::max(last, step);
}

/// After the last step: what must outlive both passes is used then.
int Workspace::end() const {
  return static_cast<int>(nodes_.size() + plan_.steps.size());
}

/// The caller's x is no piece of the arena.
void Workspace::read_inputs(std::size_t node, int time, const Layer::Needs& needs) {
  for (std::size_t j = 0; j < nodes_[node].edges.size(); ++j) {
    const std::size_t from = nodes_[node].edges[j].from;
    if (from > 0 && needs.reads_input(j)) nodes_[from].activation().use_at(time);
  }
}

void Workspace::plan_forward() {
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    if (network_.operations()[i].layer == nullptr) continue;
    const int time = static_cast<int>(i);
    nodes_[i].activation().use_at(time);
    read_inputs(i, time);
    nodes_[i].cache.use_at(time);
    nodes_[i].cache.use_at(end());  // update_state() reads it
  }
  scratch_.use_at(0);
  scratch_.use_at(end());
}

void Workspace::plan_backward() {
  int time = static_cast<int>(nodes_.size());
  for (const std::size_t output : network_.outputs()) {
    nodes_[output].gradient.use_at(time);  // the loss writes it
    nodes_[output].gradient.use_at(end());
  }
  for (const BackwardStep& step : plan_.steps) plan_backward_step(step, time++);
  if (options_.input_gradient) nodes_.front().gradient.use_at(end());
  for (NodePieces& node : nodes_) node.now = 0;
}

void Workspace::plan_backward_step(const BackwardStep& step, int time) {
  NodePieces& node = nodes_[step.node];
  if (step.forward) {
    compute_again(step.node);
    node.activation().use_at(time);
    read_inputs(step.node, time);
    return;
  }
  const int read_until = once() ? time : end();
  const Layer::Needs needs = network_.operations()[step.node].layer->needs();
  if (needs.output) node.activation().use_at(read_until);
  read_inputs(step.node, read_until, needs);
  node.gradient.use_at(time);
  for (Edge& edge : node.edges) {
    if (!edge.wanted) continue;
    nodes_[edge.from].gradient.use_at(time);
    if (!edge.in_place()) edge.beside.use_at(time);
  }
}

template <typename Visit>
void Workspace::for_each_piece(Visit visit) {
  const auto visit_used = [&](Piece& piece) {
    if (piece.size(options_.max_batch) > 0) visit(piece);
  };
  for (NodePieces& node : nodes_) {
    for (Piece& activation : node.activations) visit_used(activation);
    visit_used(node.gradient);
    visit_used(node.cache);
    for (Edge& edge : node.edges) visit_used(edge.beside);
  }
  visit_used(scratch_);
}

void Workspace::place_pieces() {
  // The outputs are the caller's until the next pass.
  for (const std::size_t output : network_.outputs()) nodes_[output].activation().use_at(end());
  std::vector<Lifetime> lifetimes;
  for_each_piece([&](const Piece& piece) {
    lifetimes.push_back(
        {.size = piece.size(options_.max_batch), .first = piece.first, .last = piece.last});
  });
  const MemoryPlan plan = plan_memory(lifetimes);
  std::size_t next = 0;
  for_each_piece([&](Piece& piece) { piece.offset = plan.offsets[next++]; });
  arena_ = Arena(plan.size);
  measure_memory();
}

/// The largest sum of each kind over all steps.
void Workspace::measure_memory() {
  for (int time = 0; time <= end(); ++time) {
    std::array<std::size_t, 4> bytes{};
    for_each_piece([&](const Piece& piece) {
      if (piece.first > time || piece.last < time) return;
      bytes[static_cast<std::size_t>(piece.kind)] += piece.size(options_.max_batch) * sizeof(real);
    });
    const auto keep_largest = [&](std::size_t& largest, Kind kind) {
      largest = std::max(largest, bytes[static_cast<std::size_t>(kind)]);
    };
    keep_largest(memory_.activations, Kind::kActivation);
    keep_largest(memory_.gradients, Kind::kGradient);
    keep_largest(memory_.caches, Kind::kCache);
    keep_largest(memory_.scratch, Kind::kScratch);
  }
  memory_.total = arena_.size() * sizeof(real);
}

std::span<real> Workspace::view(const Piece& piece) {
  return arena_.numbers().subspan(piece.offset, piece.size(pass_.batch));
}

std::span<const real> Workspace::view(const Piece& piece) const {
  return arena_.numbers().subspan(piece.offset, piece.size(pass_.batch));
}

void Workspace::begin(const Pass& pass) {
  network_.check_call(pass.x, pass.batch, {.max_batch = options_.max_batch, .threads = threads_});
  pass_ = pass;
  backward_done_ = false;
  for (NodePieces& node : nodes_) node.now = 0;
}

const std::vector<BackwardStep>& Workspace::begin_backward() {
  if (!options_.backward) {
    throw std::logic_error(
        "backward: found a workspace for forward passes only, expected "
        "Workspace::Options::backward");
  }
  if (once() && backward_done_) {
    throw std::logic_error(
        "backward: found a second run after one forward pass, expected one: with "
        "Workspace::Options::once the first gives up what it has read");
  }
  backward_done_ = true;
  return plan_.steps;
}

std::span<const real> Workspace::input_gradient() {
  return view(nodes_.front().gradient);
}

const std::vector<std::span<const real>>& Workspace::inputs(std::size_t node) {
  inputs_.clear();
  for (const Edge& edge : nodes_[node].edges) {
    inputs_.push_back(edge.from == 0 ? pass_.x : view(nodes_[edge.from].activation()));
  }
  return inputs_;
}

const std::vector<std::span<real>>& Workspace::input_gradients(std::size_t node) {
  input_gradients_.clear();
  for (const Edge& edge : nodes_[node].edges) {
    const Piece& piece = edge.in_place() ? nodes_[edge.from].gradient : edge.beside;
    input_gradients_.push_back(edge.wanted ? view(piece) : std::span<real>{});
  }
  return input_gradients_;
}

void Workspace::sum_branches(std::size_t node) {
  for (const Edge& edge : nodes_[node].edges) {
    if (edge.in_place() || !edge.wanted) continue;
    const std::span<const real> beside = view(edge.beside);
    const std::span<real> sum = view(nodes_[edge.from].gradient);
    parallel_ranges(sum.size(), [&](std::size_t begin, std::size_t end) {
#pragma omp simd
      for (std::size_t i = begin; i < end; ++i) sum[i] += beside[i];
    });
  }
}

}  // namespace backbeat::nn
