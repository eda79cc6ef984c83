#include "nn/layers/linear.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/matrix.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

// Work is cut at these sizes whatever the number of threads, so that every output element is one
// sum in one order.
constexpr int kColumnBlock = 512;
constexpr int kRowBlock = 16;

int block_count(int n, int block) {
  return (n + block - 1) / block;
}

}  // namespace

Linear::Linear(const Shape& input, const Options& options)
    : Layer(kKind, {.channels = options.outputs}),
      inputs_(input.channels),
      outputs_(options.outputs),
      bias_(options.bias) {
  if (!input.is_vector()) {
    throw ShapeError(
        fmt::format("linear: found an input of shape {}, expected a vector; put flatten or a "
                    "global pool before it",
                    to_string(input)));
  }
  if (options.outputs < 1) {
    throw ShapeError(fmt::format("linear: found {} outputs, expected 1 or more", options.outputs));
  }
  check_numbers({options.outputs, input.channels}, "linear: weights");
}

std::vector<TensorSpec> Linear::parameters() const {
  std::vector<TensorSpec> specs{{.name = "weight",
                                 .shape = {outputs_, inputs_},
                                 .init = Init::kHe,
                                 .fan_in = inputs_,
                                 .decays = true}};
  if (bias_) specs.push_back({.name = "bias", .shape = {outputs_}});
  return specs;
}

std::int64_t Linear::multiply_adds() const {
  return std::int64_t{inputs_} * outputs_;
}

void Linear::forward(const Forward& pass) const {
  const std::size_t weights =
      static_cast<std::size_t>(inputs_) * static_cast<std::size_t>(outputs_);
  const ConstMatrix Omega(pass.phi.data(), outputs_, inputs_);
  const ConstMatrix h(pass.inputs[0].data(), pass.batch, inputs_);
  MutableMatrix f(pass.output.data(), pass.batch, outputs_);

  parallel_for(block_count(outputs_, kRowBlock), operations(pass.batch), [&](int block) {
    const int first = block * kRowBlock;
    const int n = std::min(kRowBlock, outputs_ - first);
    auto f_block = f.middleCols(first, n);
    f_block.noalias() = h * Omega.middleRows(first, n).transpose();
    if (bias_) {
      const ConstRow beta(pass.phi.data() + weights, outputs_);
      f_block.rowwise() += beta.segment(first, n);
    }
  });
}

void Linear::backward(const Backward& pass) const {
  const std::size_t weights =
      static_cast<std::size_t>(inputs_) * static_cast<std::size_t>(outputs_);
  const ConstMatrix Omega(pass.phi.data(), outputs_, inputs_);
  const ConstMatrix h(pass.inputs[0].data(), pass.batch, inputs_);
  const ConstMatrix df(pass.d_output.data(), pass.batch, outputs_);
  MutableMatrix dOmega(pass.d_phi.data(), outputs_, inputs_);
  const bool learns = !pass.d_phi.empty();

  // Both products are cut along the inputs: dOmega and dh then have one writer a column block.
  parallel_for(block_count(inputs_, kColumnBlock), operations(pass.batch), [&](int block) {
    const int first = block * kColumnBlock;
    const int n = std::min(kColumnBlock, inputs_ - first);
    if (learns) dOmega.middleCols(first, n).noalias() += df.transpose() * h.middleCols(first, n);
    if (!pass.d_inputs[0].empty()) {
      MutableMatrix dh(pass.d_inputs[0].data(), pass.batch, inputs_);
      dh.middleCols(first, n).noalias() = df * Omega.middleCols(first, n);
    }
  });
  if (bias_ && learns) {
    MutableRow(pass.d_phi.data() + weights, outputs_) += df.colwise().sum();
  }
}

}  // namespace backbeat::nn
