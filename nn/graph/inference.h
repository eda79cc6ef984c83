#pragma once

#include <span>
#include <vector>

#include "nn/buffer.h"
#include "nn/graph/network.h"
#include "nn/layers/batch_norm.h"
#include "nn/layers/convolution.h"

namespace backbeat::nn {

/// A network made ready to answer: evaluation only, with the parameters it was made with.
///
/// A batch norm in evaluation scales and shifts each channel by fixed numbers. Right after a
/// convolution these are folded into its weights and biases,
///
///   gamma (Omega h + beta_f - mean) / sqrt(var + eps) + beta = Omega' h + beta'
///   s = gamma / sqrt(var + eps)     Omega' = s Omega     beta' = beta + s (beta_f - mean)
///
/// and what follows it, or the convolution where it has none (nn/graph/fusion.h), is done while the
/// sums are at hand. Weights are brought
/// into the order of the inner loops once. The logits are those of Network::forward but for
/// rounding.
class Inference {
 public:
  /// Keeps references: both must outlive it, and the parameters must stay as they are. Sized for
  /// threads_here(): made by one of many threads, it is to be used by them.
  Inference(const Network& network, const Parameters& parameters, int max_batch);

  /// Logits (batch x output_shape) of `x` (batch x input_shape), until the next call. Throws
  /// std::invalid_argument where the batch or the input does not fit.
  std::span<const real> operator()(std::span<const real> x, int batch);

  /// The values of the k-th of Network::outputs() in the last call, (batch x shape), until the
  /// next.
  std::span<const real> output(std::size_t k) const;

  std::size_t memory() const;  ///< bytes of activations, scratch and prepared weights

 private:
  /// One operation, or a convolution with the batch norm and whatever else follows it.
  struct Step {
    std::size_t node = 0;          ///< whose output it computes
    Network::Operation operation;  ///< a convolution's takes what is added as its second input
    const Convolution* convolution = nullptr;  ///< null: the operation is run as it is
    BatchNorm::Then then;                      ///< after the convolution
    Buffer prepared;                           ///< its weights
  };
  void add_steps();
  void take_over(std::size_t convolution, std::vector<Step>& steps) const;
  void prepare(Step& step, const Network::Operation* norm) const;
  void place_activations();
  void run(const Step& step, std::span<const real> x, int batch);
  std::span<real> activation(std::size_t node, int batch);

  const Network& network_;
  const Parameters& parameters_;
  int max_batch_;
  int threads_;
  int together_;                 ///< examples that go through the network at a time
  std::vector<Buffer> results_;  ///< an output each, of the whole batch
  int batch_ = 0;                ///< of the last call
  std::vector<Step> steps_;
  std::vector<std::size_t> offsets_;  ///< of each node's activation in the arena
  std::size_t scratch_offset_ = 0;
  Arena arena_;
  std::vector<std::span<const real>> inputs_;  ///< of the step at hand
};

}  // namespace backbeat::nn
