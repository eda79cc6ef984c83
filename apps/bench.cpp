// backbeat-bench: how fast the programs' work is on this machine.

#include "apps/bench/commands.h"

int main(int argc, char** argv) {
  using namespace backbeat;
  apps::App app("backbeat-bench", "Measures speed: the median of repeated runs.");
  app.cli().require_subcommand(1);
  app.cli().fallthrough();
  const auto features = apps::add_features_command(app);
  return app.run(argc, argv, features);
}
