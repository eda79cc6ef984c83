#pragma once

#include <vector>

#include "nn/metrics/metrics.h"

namespace backbeat::apps {

/// What a figure is: a page writes a share in percent.
enum class Form { kShare, kNumber };

/// One number about all answers.
struct Figure {
  const char* key;   ///< in JSON
  const char* name;  ///< for readers
  double value;
  Form form;
  bool in_class_table = false;  ///< the text has it there, and not among the figures
};

/// What reports say beside the accuracy and its intervals, in the order of the JSON. A new figure
/// is one row here: text, JSON and page follow.
std::vector<Figure> figures(const nn::Evaluation& evaluation);

/// The same in the order for readers: first the shares, which compare with the accuracy.
std::vector<Figure> figures_shares_first(const nn::Evaluation& evaluation);

}  // namespace backbeat::apps
