#pragma once

#include <string>

#include "apps/cli/dataset_arguments.h"
#include "apps/training/fit.h"
#include "datasets/splits/split.h"

namespace backbeat::apps {

struct TrainingRunOptions {
  DatasetArguments dataset;
  FitOptions fit;
  datasets::SplitOptions split;
  std::string out;              ///< the model file
  std::string log, json, html;  ///< "" for none
};

/// backbeat-train: data, network, epochs, model file, report. Returns the exit code.
int run_training(const TrainingRunOptions& options);

}  // namespace backbeat::apps
