// backprop-tour: the examples of the book's chapter on backpropagation, run by this library.

#include "apps/cli/app.h"
#include "apps/tour/commands.h"

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backprop-tour",
          "Backpropagation in numbers, to run beside chapter 7 of Prince, Understanding Deep "
          "Learning.");
  CLI::App& cli = app.cli();
  cli.require_subcommand(1);
  cli.fallthrough();  // so that shared options may follow the subcommand
  // Networks this small gain nothing from more threads, and wait for them where cores are busy.
  cli.get_option("--threads")->run_callback_for_default()->default_val(1);
  cli.footer("'backprop-tour COMMAND -h' explains a command. Shared options may follow it.");
  tour::ToyOptions toy;
  tour::MlpOptions mlp;
  tour::TrainOptions train;
  const CLI::App* toy_command = tour::add_toy(cli, toy);
  const CLI::App* mlp_command = tour::add_mlp(cli, mlp);
  tour::add_train(cli, train);
  return app.run(argc, argv, [&] {
    if (toy_command->parsed()) return tour::run_toy(toy);
    if (mlp_command->parsed()) return tour::run_mlp(mlp);
    return tour::run_train(train, app.shared().seed);
  });
}
