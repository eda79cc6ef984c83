// backbeat-bench: how fast the programs' work is on this machine.

#include <algorithm>
#include <vector>

#include "apps/bench/commands.h"

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-bench", "Measures speed: the median of repeated runs.");
  app.cli().require_subcommand(1);
  app.cli().fallthrough();
  app.cli().footer("'backbeat-bench COMMAND -h' explains a command. Shared options may follow it.");
  const std::vector<Command> commands{add_train_command(app), add_infer_command(app),
                                      add_mlp_command(app), add_features_command(app)};
  return app.run(argc, argv, [&] {
    const auto chosen = [](const Command& command) { return command.line->parsed(); };
    return std::ranges::find_if(commands, chosen)->run();
  });
}
