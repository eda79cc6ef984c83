#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

// Small matrices and how they look on a terminal.
namespace backbeat::apps::tour {

/// A matrix of `rows` x `columns` numbers, row-major. A vector is one column.
struct Grid {
  std::size_t rows = 0;
  std::size_t columns = 1;
  std::vector<float> values;

  float at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

Grid column(std::span<const float> values);
Grid transposed(const Grid& grid);

/// A part of an equation: a matrix under its symbol, or an operator such as "=" between two.
struct Term {
  std::string symbol;
  Grid grid;  ///< no rows: an operator
};

/// The equation with symbols, shapes and numbers under each other, the matrices side by side:
///
///   f_2        = beta_2     + Omega_2             h_2
///   2            2            2x3                 3
///   [ 0.3310]    [ 0.2000]    [ 0.8000 -0.5000 ...
std::string equation_text(const std::vector<Term>& terms);

}  // namespace backbeat::apps::tour
