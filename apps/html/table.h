#pragma once

#include <string>
#include <utility>
#include <vector>

namespace backbeat::apps::html {

/// What stands in the cells of a column: numbers to the right, all else to the left.
enum class Kind { kRowHeading, kText, kPath, kNumber };

/// A column without a name has no heading.
struct Column {
  std::string name;
  Kind kind = Kind::kNumber;
};

/// Name and value of each.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Most are made from their text alone. `attributes` come after those of the column.
struct Cell {
  Cell(std::string words, Attributes added = {})
      : text(std::move(words)), attributes(std::move(added)) {}

  std::string text;
  Attributes attributes;
};

/// All of it is text, which to_html() escapes.
struct Table {
  std::string caption;  ///< empty: none
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< one cell per column
  std::string look;                     ///< a class of the page's style; empty: none
};

/// The table in a box that scrolls where the page is narrower.
std::string to_html(const Table& table);

}  // namespace backbeat::apps::html
