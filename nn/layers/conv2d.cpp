#include "nn/layers/conv2d.h"

#include <algorithm>
#include <omp.h>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/matrix.h"

namespace backbeat::nn {
namespace {

/// Column entries that are built and multiplied at a time: a quarter of a megabyte stays in L2.
constexpr int kTileReals = 64 * 1024;

/// Partial sums of dOmega over the batch. Fixed, so that any number of threads adds the same
/// numbers in the same order.
constexpr int kParts = 16;

Shape checked_output(const Shape& input, const Conv2d::Options& options) {
  if (options.outputs < 1) {
    throw ShapeError(
        fmt::format("conv: found {} output channels, expected 1 or more", options.outputs));
  }
  if (options.groups < 1 || input.channels % options.groups != 0 ||
      options.outputs % options.groups != 0) {
    throw ShapeError(
        fmt::format("conv: found {} groups, expected a divisor of {} input and {} output channels",
                    options.groups, input.channels, options.outputs));
  }
  const Extent positions = options.window.positions(input, "conv");
  return {.channels = options.outputs, .height = positions.height, .width = positions.width};
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Options& options)
    : Layer(checked_output(input, options)),
      input_(input),
      options_(options),
      group_inputs_(input.channels / options.groups),
      group_outputs_(options.outputs / options.groups),
      inner_(group_inputs_ * options.window.kernel.height * options.window.kernel.width),
      tile_rows_(
          std::clamp(kTileReals / (inner_ * output_shape().width), 1, output_shape().height)),
      tiles_((output_shape().height + tile_rows_ - 1) / tile_rows_) {}

std::size_t Conv2d::weight_count() const {
  return static_cast<std::size_t>(options_.outputs) * static_cast<std::size_t>(inner_);
}

std::size_t Conv2d::parameter_count() const {
  return weight_count() + (options_.bias ? static_cast<std::size_t>(options_.outputs) : 0);
}

std::vector<TensorSpec> Conv2d::parameters() const {
  const Extent& kernel = options_.window.kernel;
  std::vector<TensorSpec> specs{
      {.name = "weight",
       .shape = {options_.outputs, group_inputs_, kernel.height, kernel.width},
       .init = Init::kHe,
       .fan_in = inner_,
       .decays = true}};
  if (options_.bias) specs.push_back({.name = "bias", .shape = {options_.outputs}});
  return specs;
}

std::size_t Conv2d::scratch_size(int batch, int threads) const {
  const std::size_t columns =
      align_up(static_cast<std::size_t>(inner_) * static_cast<std::size_t>(tile(0).columns()));
  const auto parts = static_cast<std::size_t>(std::min(batch, kParts));
  return 2 * columns * static_cast<std::size_t>(threads) + parts * align_up(parameter_count());
}

std::int64_t Conv2d::multiply_adds() const {
  return std::int64_t{options_.outputs} * inner_ * output_shape().plane();
}

RowTile Conv2d::tile(int index) const {
  Shape group_image = input_;
  group_image.channels = group_inputs_;
  return {.image = group_image,
          .window = options_.window,
          .positions = {.height = output_shape().height, .width = output_shape().width},
          .first_row = index * tile_rows_,
          .last_row = std::min((index + 1) * tile_rows_, output_shape().height)};
}

void Conv2d::forward(const Forward& pass) const {
  const std::size_t stride =
      align_up(static_cast<std::size_t>(inner_) * static_cast<std::size_t>(tile(0).columns()));
#pragma omp parallel for collapse(2) schedule(static)
  for (int example = 0; example < pass.batch; ++example) {
    for (int index = 0; index < tiles_; ++index) {
      forward_tile(pass, example, index,
                   pass.scratch.data() + stride * static_cast<std::size_t>(omp_get_thread_num()));
    }
  }
}

void Conv2d::forward_tile(const Forward& pass, int example, int index, real* columns) const {
  const RowTile rows = tile(index);
  const int plane = output_shape().plane();
  const int first = rows.first_row * rows.positions.width;
  const real* h = pass.inputs[0].data() + static_cast<std::size_t>(example) * input_.size();
  real* f = pass.output.data() + static_cast<std::size_t>(example) * output_shape().size();
  for (int g = 0; g < options_.groups; ++g) {
    im2col(rows, h + static_cast<std::ptrdiff_t>(g) * group_inputs_ * input_.plane(), columns);
    const ConstMatrix C_h(columns, inner_, rows.columns());
    const ConstMatrix Omega(
        pass.phi.data() + static_cast<std::ptrdiff_t>(g) * group_outputs_ * inner_, group_outputs_,
        inner_);
    MutableMatrix f_group(f + static_cast<std::ptrdiff_t>(g) * group_outputs_ * plane,
                          group_outputs_, plane);
    f_group.middleCols(first, rows.columns()).noalias() = Omega * C_h;
    if (options_.bias) {
      const Eigen::Map<const Eigen::Matrix<real, Eigen::Dynamic, 1>> beta(
          pass.phi.data() + weight_count() + static_cast<std::ptrdiff_t>(g) * group_outputs_,
          group_outputs_);
      f_group.middleCols(first, rows.columns()).colwise() += beta;
    }
  }
}

void Conv2d::backward(const Backward& pass) const {
  const int parts = std::min(pass.batch, kParts);
  const std::size_t part_stride = align_up(parameter_count());
  const std::size_t columns =
      align_up(static_cast<std::size_t>(inner_) * static_cast<std::size_t>(tile(0).columns()));
  real* const part_sums = pass.scratch.data();
  real* const thread_columns = part_sums + static_cast<std::size_t>(parts) * part_stride;

#pragma omp parallel for schedule(static)
  for (int part = 0; part < parts; ++part) {
    real* sums = part_sums + static_cast<std::size_t>(part) * part_stride;
    std::fill_n(sums, part_stride, real{0});
    for (int i = part * pass.batch / parts; i < (part + 1) * pass.batch / parts; ++i) {
      backward_example(
          pass, i, sums,
          thread_columns + 2 * columns * static_cast<std::size_t>(omp_get_thread_num()));
    }
  }
#pragma omp parallel for simd schedule(static)
  for (std::size_t k = 0; k < pass.d_phi.size(); ++k) {
    real sum = 0;
    for (int part = 0; part < parts; ++part) {
      sum += part_sums[static_cast<std::size_t>(part) * part_stride + k];
    }
    pass.d_phi[k] += sum;
  }
}

void Conv2d::backward_example(const Backward& pass, int example, real* d_parameters,
                              real* columns) const {
  const int plane = output_shape().plane();
  const bool wants_input = !pass.d_inputs[0].empty();
  const std::size_t input_at = static_cast<std::size_t>(example) * input_.size();
  const real* df = pass.d_output.data() + static_cast<std::size_t>(example) * output_shape().size();
  if (wants_input) std::fill_n(pass.d_inputs[0].data() + input_at, input_.size(), real{0});

  for (int g = 0; g < options_.groups; ++g) {
    const std::size_t group_at =
        input_at + static_cast<std::size_t>(g * group_inputs_ * input_.plane());
    const std::ptrdiff_t weights_at = static_cast<std::ptrdiff_t>(g) * group_outputs_ * inner_;
    const ConstMatrix Omega(pass.phi.data() + weights_at, group_outputs_, inner_);
    MutableMatrix dOmega(d_parameters + weights_at, group_outputs_, inner_);
    const ConstMatrix df_group(df + static_cast<std::ptrdiff_t>(g) * group_outputs_ * plane,
                               group_outputs_, plane);
    for (int index = 0; index < tiles_; ++index) {
      const RowTile rows = tile(index);
      const int first = rows.first_row * rows.positions.width;
      const auto df_tile = df_group.middleCols(first, rows.columns());
      im2col(rows, pass.inputs[0].data() + group_at, columns);
      dOmega.noalias() += df_tile * ConstMatrix(columns, inner_, rows.columns()).transpose();
      if (!wants_input) continue;
      real* d_columns = columns + align_up(static_cast<std::size_t>(inner_) *
                                           static_cast<std::size_t>(tile(0).columns()));
      MutableMatrix(d_columns, inner_, rows.columns()).noalias() = Omega.transpose() * df_tile;
      col2im_add(rows, d_columns, pass.d_inputs[0].data() + group_at);
    }
    if (options_.bias) {
      real* d_beta =
          d_parameters + weight_count() + static_cast<std::ptrdiff_t>(g) * group_outputs_;
      MutableArray(d_beta, group_outputs_) += df_group.rowwise().sum().array();
    }
  }
}

}  // namespace backbeat::nn
