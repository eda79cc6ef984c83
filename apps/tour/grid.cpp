#include "apps/tour/grid.h"

#include <algorithm>

#include <fmt/format.h>

namespace backbeat::apps::tour {
namespace {

std::string shape_text(const Grid& grid) {
  return grid.columns == 1 ? fmt::format("{}", grid.rows)
                           : fmt::format("{}x{}", grid.rows, grid.columns);
}

std::string row_text(const Grid& grid, std::size_t row) {
  std::string text = "[";
  for (std::size_t c = 0; c < grid.columns; ++c) {
    text += fmt::format("{}{:7.4f}", c == 0 ? "" : "  ", grid.at(row, c));
  }
  return text + "]";
}

/// The lines of one term: symbol, shape, rows. An operator stands beside the symbols and again
/// beside the middle row.
std::vector<std::string> term_lines(const Term& term, std::size_t rows) {
  std::vector<std::string> lines(rows + 2);
  lines[0] = term.symbol;
  if (term.grid.rows == 0) {
    lines[2 + (rows - 1) / 2] = term.symbol;
    return lines;
  }
  lines[1] = shape_text(term.grid);
  const std::size_t first = (rows - term.grid.rows) / 2;
  for (std::size_t r = 0; r < term.grid.rows; ++r) {
    lines[2 + first + r] = row_text(term.grid, r);
  }
  return lines;
}

}  // namespace

Grid column(std::span<const float> values) {
  return {.rows = values.size(), .columns = 1, .values = {values.begin(), values.end()}};
}

Grid transposed(const Grid& grid) {
  Grid result{.rows = grid.columns, .columns = grid.rows, .values = {}};
  for (std::size_t r = 0; r < result.rows; ++r) {
    for (std::size_t c = 0; c < result.columns; ++c) result.values.push_back(grid.at(c, r));
  }
  return result;
}

std::string equation_text(const std::vector<Term>& terms) {
  std::size_t rows = 0;
  for (const Term& term : terms) rows = std::max(rows, term.grid.rows);
  std::vector<std::string> text(rows + 2, " ");
  for (const Term& term : terms) {
    const std::vector<std::string> lines = term_lines(term, rows);
    std::size_t width = 0;
    for (const std::string& line : lines) width = std::max(width, line.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text[i] += fmt::format(" {:<{}}", lines[i], width);
    }
  }
  std::string result;
  for (std::string& line : text) {
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + '\n';
  }
  return result;
}

}  // namespace backbeat::apps::tour
