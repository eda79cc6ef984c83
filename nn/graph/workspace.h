#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/buffer.h"
#include "nn/graph/backward_plan.h"
#include "nn/layers/layer.h"

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
    /// Backward runs once after a forward pass, and gives up what it has read. Activations that are
    /// cheap to compute are not kept but computed again, to the same bits.
    bool once = false;
    /// k > 0: fewer activations are kept (nn/graph/backward_plan.h), the others are computed again,
    /// to the same bits; implies `once`.
    int recompute = 0;
  };
  /// Keeps a reference: the network must outlive the workspace. Sized for omp_get_max_threads().
  Workspace(const Network& network, const Options& options);

  /// Where the loss writes dL/dlogits, (batch x output_shape).
  std::span<real> output_gradient() { return output_gradient(nodes_.size() - 1); }
  /// Where a loss of another output writes its gradient, (batch x shape of the node). All outputs'
  /// are to be written before each backward pass.
  std::span<real> output_gradient(std::size_t node) { return view(nodes_[node].gradient); }
  /// dL/dx of the last backward pass; needs Options::input_gradient.
  std::span<const real> input_gradient();

  /// Bytes for the largest batch. The kinds' largest needs come at different times and share
  /// memory: `total` is what is allocated.
  struct Memory {
    std::size_t activations = 0;  ///< the most that are alive at one time
    std::size_t gradients = 0;    ///< the same of their gradients
    std::size_t caches = 0;
    std::size_t scratch = 0;
    std::size_t total = 0;
  };
  const Memory& memory() const { return memory_; }

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
  /// What backward does, in order. Throws std::logic_error without Options::backward, and where
  /// backward may not run again.
  const std::vector<BackwardStep>& begin_backward();
  const Pass& pass() const { return pass_; }

  /// From here on `node`'s activation is the one that backward computes again.
  void compute_again(std::size_t node) { nodes_[node].now = 1; }
  std::span<real> activation(std::size_t node) { return view(nodes_[node].activation()); }
  std::span<const real> gradient(std::size_t node) { return view(nodes_[node].gradient); }
  std::span<real> cache(std::size_t node) { return view(nodes_[node].cache); }
  std::span<const real> cache(std::size_t node) const { return view(nodes_[node].cache); }
  std::span<real> scratch() { return view(scratch_); }
  const std::vector<std::span<const real>>& inputs(std::size_t node);
  const std::vector<std::span<real>>& input_gradients(std::size_t node);
  /// Whether `node` adds to its input's gradient.
  bool adds(std::size_t node) const { return nodes_[node].edges.front().adds; }
  /// Adds to each input's gradient what `node` wrote beside it because another node wrote there
  /// first.
  void sum_branches(std::size_t node);

 private:
  enum class Kind { kActivation, kGradient, kCache, kScratch };
  /// A piece of the arena: `per_example` numbers for each example, or `fixed` numbers, which live
  /// from step `first` to step `last` of both passes.
  struct Piece {
    Kind kind = Kind::kActivation;
    std::size_t per_example = 0;
    std::size_t fixed = 0;
    int first = 0;
    int last = -1;  ///< before `first`: never used
    std::size_t offset = 0;

    std::size_t size(int batch) const {
      return last < first ? 0 : per_example * static_cast<std::size_t>(batch) + fixed;
    }
    void use_at(int step);
  };
  struct Edge {
    std::size_t from = 0;
    bool wanted = false;  ///< its gradient is
    bool first = false;   ///< no later node, and no loss, wrote to `from`'s gradient before
    bool adds = false;    ///< one did, and this node's layer adds to it
    Piece beside;         ///< else: where the gradient is written, to be added after

    bool in_place() const { return first || adds; }
  };
  struct NodePieces {
    std::array<Piece, 2> activations;  ///< the forward pass's, and the one computed again
    std::size_t now = 0;               ///< which of them holds the numbers
    Piece gradient, cache;
    std::vector<Edge> edges;

    Piece& activation() { return activations[now]; }
  };

  void find_edges();
  void set_sizes();
  void plan_forward();
  void plan_backward();
  void plan_backward_step(const BackwardStep& step, int time);
  void read_inputs(std::size_t node, int time, const Layer::Needs& needs = {.input = true});
  void place_pieces();
  void measure_memory();
  int end() const;
  bool once() const { return options_.once || options_.recompute > 0; }
  template <typename Visit>
  void for_each_piece(Visit visit);
  std::span<real> view(const Piece& piece);
  std::span<const real> view(const Piece& piece) const;

  const Network& network_;
  Options options_;
  int threads_;
  std::vector<bool> runs_;  ///< one per node: it goes back
  BackwardPlan plan_;
  std::vector<NodePieces> nodes_;
  Piece scratch_{.kind = Kind::kScratch};  ///< one for all layers, as large as the neediest asks
  Memory memory_;
  Arena arena_;
  Pass pass_;
  bool backward_done_ = false;                 ///< since the last forward pass
  std::vector<std::span<const real>> inputs_;  ///< of the node at hand: no allocation in a step
  std::vector<std::span<real>> input_gradients_;
};

}  // namespace backbeat::nn
