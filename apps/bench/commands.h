#pragma once

#include <functional>

#include "apps/cli/app.h"

// The commands of backbeat-bench: each adds itself to the command line.
namespace backbeat::apps {

struct Command {
  const CLI::App* line = nullptr;  ///< parsed() where the user chose this command
  std::function<int()> run;        ///< gives the exit code
};

Command add_train_command(App& app);
Command add_infer_command(App& app);
Command add_mlp_command(App& app);
Command add_features_command(App& app);

}  // namespace backbeat::apps
