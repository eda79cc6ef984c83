#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/graph/network_text.h"
#include "nn/layers/layer.h"
#include "nn/parameters.h"

namespace backbeat::nn {

class Workspace;

/// An acyclic graph of layers. Immutable: parameters and workspace belong to the caller, so one
/// network serves many threads, each with its own Workspace.
class Network {
 public:
  struct Node {
    NodeText text;
    std::unique_ptr<Layer> layer;  ///< null for the input node
    Shape shape;                   ///< of its output
    std::vector<int> inputs;       ///< positions of earlier nodes
    std::size_t phi_offset = 0, phi_size = 0;
    std::size_t state_offset = 0, state_size = 0;
  };

  /// What is run for a node: its layer, or one that does the work of several nodes
  /// (nn/graph/fusion.h). Without a layer: the input, and nodes within a fused one.
  struct Operation {
    const Layer* layer = nullptr;
    std::vector<int> inputs;  ///< nodes
    std::size_t phi_offset = 0, phi_size = 0;
    std::size_t state_offset = 0, state_size = 0;
    bool frozen = false;  ///< computes as in evaluation, and its parameters get no gradient
    bool learns = false;  ///< it or what comes before it has parameters that are not frozen
  };
  enum class Fusion { kOff, kOn };

  /// Reads the text form (nn/graph/network_text.h). The first node is `input C H W`, the last one
  /// gives the logits, and every other one must feed another or say that it is an output too.
  /// Throws ShapeError naming source and line.
  static Network parse(std::string_view text, const std::string& source = "network",
                       const Symbols& symbols = {}, Fusion fusion = Fusion::kOn);

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Operation>& operations() const { return operations_; }  ///< one per node
  const Shape& input_shape() const { return nodes_.front().shape; }
  const Shape& output_shape() const { return nodes_.back().shape; }  ///< of the logits
  /// Positions of the nodes whose values leave the network, ascending: the logits' come last.
  const std::vector<std::size_t>& outputs() const { return outputs_; }
  const std::vector<TensorSlice>& parameters() const { return parameters_; }
  const std::vector<TensorSlice>& state() const { return state_; }
  std::size_t parameter_count() const;                ///< learnt numbers, without gaps
  std::size_t phi_size() const { return phi_size_; }  ///< length of phi, with gaps of 0
  std::size_t state_size() const { return state_size_; }
  std::string text() const;  ///< canonical text: parse(text()) is this network

  /// Parameters as each layer asks for (He initialisation for weights), from `seed`.
  Parameters initialise(std::uint64_t seed) const;

  /// What buffers were made for.
  struct Room {
    int max_batch = 1;
    int threads = 1;
  };
  /// Throws std::invalid_argument where the batch or the input does not fit, std::logic_error where
  /// OpenMP has more threads than there is room for.
  void check_call(std::span<const real> x, int batch, const Room& room) const;

  /// Computes the logits (batch x output_shape) of `x` (batch x input_shape), which must stay alive
  /// until backward. The result lives in the workspace, as do those of the other outputs,
  /// workspace.activation(). `random_key` seeds dropout.
  std::span<const real> forward(const Parameters& parameters, Workspace& workspace,
                                std::span<const real> x, int batch, Mode mode,
                                std::uint64_t random_key = 0) const;

  /// Adds dL/dphi of the last forward pass to `d_phi`, given dL/dlogits in
  /// workspace.output_gradient(), and the same of every other output. May be called again, without
  /// Workspace::Options::once: nothing that forward kept is overwritten.
  void backward(const Parameters& parameters, Workspace& workspace, std::span<real> d_phi) const;

  /// Moves running statistics towards those of the last training forward pass.
  void update_state(const Workspace& workspace, Parameters& parameters) const;

 private:
  void add_node(NodeText line);
  std::vector<int> find_inputs(const NodeText& text) const;
  void place_tensors(Node& node);
  void find_outputs();
  void find_learning();
  void forward_node(std::size_t i, const Parameters& parameters, Workspace& workspace,
                    bool again = false) const;
  void backward_node(std::size_t i, const Parameters& parameters, Workspace& workspace,
                     std::span<real> d_phi) const;

  std::vector<Node> nodes_;
  std::vector<std::size_t> outputs_;
  std::vector<Operation> operations_;
  std::vector<std::unique_ptr<Layer>> fused_;
  std::vector<TensorSlice> parameters_;
  std::vector<TensorSlice> state_;
  std::size_t phi_size_ = 0;
  std::size_t state_size_ = 0;
};

}  // namespace backbeat::nn
