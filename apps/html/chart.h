#pragma once

#include <string>
#include <vector>

namespace backbeat::apps::html {

/// From `left` to `right`, from 0 to `height`, as shares of the axes.
struct Bar {
  double left = 0.0;
  double right = 0.0;
  double height = 0.0;
  std::string title;  ///< shown where the pointer rests on it
};

/// Bars over two axes from 0 to 1. All of it is text, which to_html() escapes.
struct Chart {
  std::string id;     ///< of its title among the ids of the page
  std::string title;  ///< what a screen reader says of it
  std::string x_name;
  std::string y_name;
  std::vector<Bar> bars;
  bool diagonal = false;  ///< with a dashed line from (0, 0) to (1, 1)
};

/// The chart as one inline SVG.
std::string to_html(const Chart& chart);

}  // namespace backbeat::apps::html
