#include "nn/graph/inference.h"

#include <algorithm>
#include <utility>

#include "nn/graph/folding.h"
#include "nn/graph/fusion.h"
#include "nn/graph/memory_plan.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

bool reads(const Network::Operation& operation, std::size_t node) {
  return operation.layer != nullptr &&
         std::ranges::count(operation.inputs, static_cast<int>(node)) > 0;
}

/// The batch norm that alone reads what a convolution writes, or null.
const Network::Operation* norm_after(const Network& network, std::size_t convolution,
                                     std::size_t* node) {
  if (network.nodes()[convolution].text.is_output) return nullptr;
  const Network::Operation* norm = nullptr;
  for (std::size_t i = convolution + 1; i < network.operations().size(); ++i) {
    const Network::Operation& operation = network.operations()[i];
    if (!reads(operation, convolution)) continue;
    if (norm != nullptr || layer_as<BatchNorm>(operation.layer) == nullptr ||
        operation.inputs.front() != static_cast<int>(convolution)) {
      return nullptr;
    }
    norm = &operation;
    *node = i;
  }
  return norm;
}

/// An activation of as many examples as go through the network together stays in the cache that the
/// cores share.
constexpr std::size_t kActivationBytes = std::size_t{8} << 20;

int examples_together(const Network& network, int max_batch, int threads) {
  std::size_t largest = sizeof(real);
  for (std::size_t i = 1; i < network.nodes().size(); ++i) {
    if (network.operations()[i].layer == nullptr) continue;
    largest = std::max(largest, network.nodes()[i].shape.size() * sizeof(real));
  }
  return std::min(std::max(threads, static_cast<int>(kActivationBytes / largest)), max_batch);
}

}  // namespace

Inference::Inference(const Network& network, const Parameters& parameters, int max_batch)
    : network_(network),
      parameters_(parameters),
      max_batch_(max_batch),
      threads_(threads_here()),
      together_(examples_together(network, max_batch, threads_)),
      results_(network.outputs().size()) {
  for (std::size_t k = 0; k < results_.size(); ++k) {
    results_[k].resize(network.nodes()[network.outputs()[k]].shape.size() *
                       static_cast<std::size_t>(max_batch));
  }
  add_steps();
  place_activations();
}

/// All operations in order, with the work of some given to the convolutions before them.
void Inference::add_steps() {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < network_.nodes().size(); ++i) {
    steps.push_back({.node = i, .operation = network_.operations()[i]});
  }
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (layer_as<Convolution>(network_.operations()[i].layer) != nullptr) take_over(i, steps);
  }
  for (Step& step : steps) {
    if (step.operation.layer != nullptr) steps_.push_back(std::move(step));
  }
}

/// Lets the convolution of node c do what follows it: the batch norm with all that this does, or
/// the chain of nodes that begins with the convolution itself.
void Inference::take_over(std::size_t c, std::vector<Step>& steps) const {
  const Network::Operation& operation = network_.operations()[c];
  const auto* convolution = static_cast<const Convolution*>(operation.layer);
  Step step{.node = c, .operation = operation, .convolution = convolution};
  const auto can_finish = [&](const BatchNorm::Then& then) {
    return convolution->can_finish(then.add, then.pool);
  };
  std::size_t node = c;
  const Network::Operation* norm = norm_after(network_, c, &node);
  if (norm != nullptr && !can_finish(static_cast<const BatchNorm*>(norm->layer)->then())) {
    norm = nullptr;
  }
  if (norm != nullptr) {
    step.node = node;
    step.then = static_cast<const BatchNorm*>(norm->layer)->then();
    step.operation.inputs.insert(step.operation.inputs.end(), norm->inputs.begin() + 1,
                                 norm->inputs.end());
  } else {
    Chain chain = chain_from(network_.nodes(), static_cast<int>(c));
    if (!can_finish(chain.then)) {
      chain.nodes.pop_back();
      chain.then.pool = false;
    }
    // Another layer may do the addition already.
    const bool all_free = std::ranges::all_of(chain.nodes, [&](int i) {
      const auto at = static_cast<std::size_t>(i);
      return steps[at].operation.layer == network_.nodes()[at].layer.get();
    });
    if (all_free) {
      for (const int i : chain.nodes) steps[static_cast<std::size_t>(i)].operation.layer = nullptr;
      step.node = static_cast<std::size_t>(chain.nodes.back());
      step.then = chain.then;
      if (chain.then.add) step.operation.inputs.push_back(chain.other);
    }
  }
  prepare(step, norm);
  steps[c].operation.layer = nullptr;
  steps[step.node] = std::move(step);
}

/// Omega' and beta' (folding.h), or Omega and beta where there is no batch norm.
void Inference::prepare(Step& step, const Network::Operation* norm) const {
  const auto phi_of = [&](const Network::Operation& operation) {
    return std::span(parameters_.phi).subspan(operation.phi_offset, operation.phi_size);
  };
  const auto phi = phi_of(step.operation);
  const std::size_t count = step.convolution->parameters().front().size();
  const auto biases = phi.subspan(count);
  step.prepared.resize(step.convolution->prepared_size());
  if (norm == nullptr) {
    step.convolution->prepare(phi.first(count), biases, step.prepared.data());
    return;
  }
  const Folded folded =
      fold(phi.first(count), biases, *static_cast<const BatchNorm*>(norm->layer), phi_of(*norm),
           std::span(parameters_.state).subspan(norm->state_offset, norm->state_size));
  step.convolution->prepare(folded.weights, folded.biases, step.prepared.data());
}

/// Each activation lives from the step that computes it to the last one that reads it.
void Inference::place_activations() {
  std::vector<Lifetime> lifetimes(network_.nodes().size(), Lifetime{.first = 0, .last = -1});
  std::size_t scratch = 0;
  const auto batch = static_cast<std::size_t>(together_);
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    const int time = static_cast<int>(k);
    lifetimes[step.node] = {
        .size = network_.nodes()[step.node].shape.size() * batch, .first = time, .last = time};
    for (const int input : step.operation.inputs) {
      lifetimes[static_cast<std::size_t>(input)].last = time;
    }
    const Layer* layer = step.convolution != nullptr ? step.convolution : step.operation.layer;
    scratch = std::max(scratch, layer->scratch_size(together_, threads_));
  }
  const int end = static_cast<int>(steps_.size());
  lifetimes[0] = {};  // x is the caller's
  for (const std::size_t output : network_.outputs()) lifetimes[output].last = end;
  lifetimes.push_back({.size = scratch, .first = 0, .last = end});
  MemoryPlan plan = plan_memory(lifetimes);
  scratch_offset_ = plan.offsets.back();
  offsets_ = std::move(plan.offsets);
  arena_ = Arena(plan.size);
}

std::span<real> Inference::activation(std::size_t node, int batch) {
  return arena_.numbers().subspan(
      offsets_[node], network_.nodes()[node].shape.size() * static_cast<std::size_t>(batch));
}

std::span<const real> Inference::operator()(std::span<const real> x, int batch) {
  network_.check_call(x, batch, {.max_batch = max_batch_, .threads = threads_});
  const std::size_t input = network_.input_shape().size();
  for (int first = 0; first < batch; first += together_) {
    const int n = std::min(together_, batch - first);
    const auto examples =
        x.subspan(static_cast<std::size_t>(first) * input, static_cast<std::size_t>(n) * input);
    for (const Step& step : steps_) run(step, examples, n);
    for (std::size_t k = 0; k < results_.size(); ++k) {
      const std::size_t node = network_.outputs()[k];
      const std::size_t size = network_.nodes()[node].shape.size();
      std::ranges::copy(
          activation(node, n),
          std::span(results_[k]).subspan(static_cast<std::size_t>(first) * size).begin());
    }
  }
  batch_ = batch;
  return output(results_.size() - 1);
}

std::span<const real> Inference::output(std::size_t k) const {
  const std::size_t size = network_.nodes()[network_.outputs()[k]].shape.size();
  return std::span(results_[k]).first(size * static_cast<std::size_t>(batch_));
}

void Inference::run(const Step& step, std::span<const real> x, int batch) {
  inputs_.clear();
  for (const int input : step.operation.inputs) {
    inputs_.push_back(input == 0 ? x : activation(static_cast<std::size_t>(input), batch));
  }
  const std::span<real> output = activation(step.node, batch);
  const std::span<real> scratch = arena_.numbers().subspan(scratch_offset_);
  if (step.convolution != nullptr) {
    step.convolution->multiply(batch, inputs_[0], step.prepared.data(),
                               {.other = step.then.add ? inputs_[1].data() : nullptr,
                                .activation = step.then.activation,
                                .pool = step.then.pool},
                               output, scratch);
    return;
  }
  const Network::Operation& operation = step.operation;
  operation.layer->forward(
      {.batch = batch,
       .mode = Mode::kEvaluate,
       .inputs = inputs_,
       .output = output,
       .phi = std::span(parameters_.phi).subspan(operation.phi_offset, operation.phi_size),
       .state = std::span(parameters_.state).subspan(operation.state_offset, operation.state_size),
       .scratch = scratch});
}

std::size_t Inference::memory() const {
  std::size_t reals = arena_.size();
  for (const Buffer& result : results_) reals += result.size();
  for (const Step& step : steps_) reals += step.prepared.size();
  return reals * sizeof(real);
}

}  // namespace backbeat::nn
