#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nn/buffer.h"
#include "nn/layer.h"

namespace backbeat::nn {

class Network;

/// What a pass over a network writes to, sized once for (network, largest batch): activations,
/// gradients, caches and scratch share one arena, each only while it is needed. One a thread.
class Workspace {
 public:
  struct Options {
    int max_batch = 1;
    bool backward = false;        ///< room for backward(); without it activations are reused early
    bool input_gradient = false;  ///< backward also gives dL/dx
  };
  /// Keeps a reference: the network must outlive the workspace. Sized for omp_get_max_threads().
  Workspace(const Network& network, const Options& options);

  /// Where the loss writes dL/dlogits, (batch x output_shape).
  std::span<real> output_gradient();
  /// dL/dx of the last backward pass; needs Options::input_gradient.
  std::span<const real> input_gradient();
  std::size_t bytes() const { return arena_.size() * sizeof(real); }

  // What follows serves Network's two passes.

  /// What a pass was given.
  struct Pass {
    std::span<const real> x;
    int batch = 0;
    Mode mode = Mode::kEvaluate;
    std::uint64_t random_key = 0;
  };
  /// Throws std::invalid_argument where the batch or the input does not fit.
  void begin(const Pass& pass);
  const Pass& pass() const { return pass_; }

  std::span<real> activation(std::size_t node) { return view(nodes_[node].activation); }
  std::span<const real> gradient(std::size_t node) { return view(nodes_[node].gradient); }
  std::span<real> cache(std::size_t node) { return view(nodes_[node].cache); }
  std::span<const real> cache(std::size_t node) const { return view(nodes_[node].cache); }
  std::span<real> scratch() { return view(scratch_); }
  const std::vector<std::span<const real>>& inputs(std::size_t node);
  const std::vector<std::span<real>>& input_gradients(std::size_t node);
  /// Adds to each input's gradient what `node` wrote beside it because another node wrote there
  /// first.
  void sum_branches(std::size_t node);

 private:
  /// A piece of the arena; `per_example` numbers for each example, or `fixed` numbers.
  struct Piece {
    std::size_t offset = 0;
    std::size_t per_example = 0;
    std::size_t fixed = 0;
  };
  struct Edge {
    std::size_t from = 0;
    bool wanted = false;  ///< its gradient is
    bool first = false;   ///< no later node wrote to `from`'s gradient before
    Piece beside;         ///< where the gradient is written when not first
  };
  struct NodePieces {
    Piece activation, gradient, cache;
    std::vector<Edge> edges;
  };

  void find_edges();
  void plan_arena();
  int last_use(std::size_t node) const;
  std::span<real> view(const Piece& piece);
  std::span<const real> view(const Piece& piece) const;

  const Network& network_;
  Options options_;
  int threads_;
  std::vector<NodePieces> nodes_;
  Piece scratch_;  ///< one for all layers, as large as the neediest asks
  Buffer arena_;
  Pass pass_;
  std::vector<std::span<const real>> inputs_;  ///< of the node at hand: no allocation in a step
  std::vector<std::span<real>> input_gradients_;
};

}  // namespace backbeat::nn
