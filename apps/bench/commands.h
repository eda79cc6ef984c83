#pragma once

#include <functional>

#include "apps/common/app.h"

// The commands of backbeat-bench: each adds itself to the command line and gives what to run.
namespace backbeat::apps {

std::function<int()> add_features_command(App& app);

}  // namespace backbeat::apps
