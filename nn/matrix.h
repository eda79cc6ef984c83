#pragma once

#include <Eigen/Core>

#include "nn/real.h"

// Views of caller-owned buffers as row-major matrices, for Eigen's products.
namespace backbeat::nn {

using Matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Matrix<real, 1, Eigen::Dynamic>;

using ConstMatrix = Eigen::Map<const Matrix>;
using MutableMatrix = Eigen::Map<Matrix>;
using ConstRow = Eigen::Map<const Row>;
using MutableRow = Eigen::Map<Row>;

}  // namespace backbeat::nn
