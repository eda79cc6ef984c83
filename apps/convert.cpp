// backbeat-convert: models of others come in.

#include <iostream>

#include <fmt/format.h>

#include "apps/cli/app.h"
#include "apps/conversion/import_weights.h"
#include "apps/files/atomic_file.h"
#include "apps/files/printable.h"
#include "apps/files/shipped_files.h"

namespace backbeat::apps {
namespace {

struct ImportOptions {
  std::string weights, net, front_end, out;
};

void add_import(CLI::App& cli, ImportOptions& options) {
  CLI::App* const command = cli.add_subcommand(
      "import", "Makes a body for backbeat-train --body of a network that others trained");
  command->add_option("FILE", options.weights, "Its weights, a .safetensors file")->required();
  command
      ->add_option("--net", options.net,
                   "Its network: a .net file, or one of " + body_network_names())
      ->required();
  command
      ->add_option("--front-end", options.front_end, "How it hears: a preset of backbeat-features")
      ->check(CLI::IsMember(audio::preset_names()))
      ->required();
  command->add_option("--out", options.out, "The body to write (.safetensors)")->required();
}

int import(const ImportOptions& options) {
  require_writable(options.out);
  const Body body = import_weights(options.weights, find_body_network(options.net),
                                   audio::preset(options.front_end));
  save_body(options.out, body);
  const nn::Shape& in = body.network.input_shape();
  std::cout << fmt::format("{}: {} parameters, windows of {} mel bands x {} frames ({:.1f} s)\n",
                           printable(options.out), body.network.parameter_count(), in.height,
                           in.width, in.width / body.features.frames_per_second());
  for (const auto& [key, value] : body.about) {
    std::cout << fmt::format("{}: {}\n", key, printable(value));
  }
  return kDone;
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-convert", "Takes in networks that others trained.");
  CLI::App& cli = app.cli();
  cli.require_subcommand(1);
  cli.fallthrough();
  cli.footer("'backbeat-convert COMMAND -h' explains a command. Shared options may follow it.");
  ImportOptions options;
  add_import(cli, options);
  return app.run(argc, argv, [&] { return import(options); });
}
