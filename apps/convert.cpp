// backbeat-convert: models come in from other programs, and go out to them.

#include <iostream>
#include <optional>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "apps/cli/app.h"
#include "apps/cli/feature_arguments.h"
#include "apps/cli/model_arguments.h"
#include "apps/cli/number_checks.h"
#include "apps/conversion/body_check.h"
#include "apps/conversion/import_weights.h"
#include "apps/conversion/onnx_file.h"
#include "apps/files/atomic_file.h"
#include "apps/files/printable.h"
#include "apps/files/shipped_files.h"
#include "apps/model/ensemble.h"

namespace backbeat::apps {
namespace {

struct ExportOptions {
  std::string model, out, card;
  std::vector<std::string> bodies;
};

void add_export_options(CLI::App& command, ExportOptions& options) {
  command.add_option("MODEL", options.model, "What backbeat-train wrote, or a body")->required();
  command.add_option("--out", options.out, "The file to write (.onnx)")->required();
  add_bodies_argument(command, options.bodies);
  command.add_option("--card", options.card,
                     "Text that goes along as its model card [MODEL with .md, where there is one]");
}

struct ImportOptions {
  std::string file, net, output, out;
  std::optional<int> frames;
  std::vector<std::string> check;
  bool frames_first = false;
};

void add_import_options(CLI::App& command, ImportOptions& options) {
  command.add_option("FILE", options.file, "An .onnx file, or weights as .safetensors")->required();
  CLI::Option* const net = command.add_option(
      "--net", options.net,
      "The network of the weights: a .net file, or one of " + body_network_names());
  command
      .add_flag("--frames-first", options.frames_first,
                "Of weights: their kernels are frames x bands, not bands x frames")
      ->needs(net);
  command
      .add_option("--output", options.output, "Of an .onnx file: the value to end at [its outputs]")
      ->excludes(net);
  command
      .add_option("--frames", options.frames,
                  "Of an .onnx file that leaves it open: frames of a window")
      ->check(positive())
      ->excludes(net);
  command
      .add_option("--check", options.check,
                  "Compare with another program before anything is written: windows that it was "
                  "given and what it answered, as two .npy files")
      ->expected(2);
  command.add_option("--out", options.out, "The body to write (.safetensors)")->required();
  command.get_option("--front-end")->required();
}

std::string card_of(const ExportOptions& options) {
  if (!options.card.empty()) return read_text(options.card);
  const auto beside = std::filesystem::path(options.model).replace_extension(".md");
  return std::filesystem::is_regular_file(beside) ? read_text(beside) : std::string();
}

int export_model(const ExportOptions& options) {
  require_writable(options.out);
  write_atomically(options.out, is_body(options.model)
                                    ? onnx_of(load_body(options.model))
                                    : onnx_of(load_models({options.model}, options.bodies).front(),
                                              card_of(options)));
  return kDone;
}

ImportedBody body_of(const ImportOptions& options, const audio::FeatureSettings& features) {
  if (options.net.empty()) {
    return import_onnx(options.file, features, options.frames, options.output);
  }
  return {.body = import_weights(options.file, find_body_network(options.net), features,
                                 options.frames_first),
          .frames_first = false,
          .notes = {}};
}

/// Throws std::runtime_error where the answers differ.
void check(const ImportOptions& options, const ImportedBody& imported) {
  const BodyCheck check =
      check_body(imported.body, imported.frames_first, options.check[0], options.check[1]);
  if (!check.passes()) {
    throw std::runtime_error(fmt::format(
        "{}: found a difference of {:.2g} among numbers up to {:.2g}, expected less than 0.01 % of "
        "that: nothing was written",
        options.check[1], check.difference, check.magnitude));
  }
  std::cout << fmt::format(
      "check: {} x {} numbers: largest difference {:.2g} among numbers up to {:.2g}\n",
      check.windows, check.numbers, check.difference, check.magnitude);
}

int import_body(const ImportOptions& options, const audio::FeatureSettings& features) {
  if (options.net.empty() && !options.file.ends_with(".onnx")) {
    throw std::invalid_argument(fmt::format(
        "{}: found no .onnx file and no --net, expected the network that the weights belong to",
        options.file));
  }
  require_writable(options.out);
  const ImportedBody imported = body_of(options, features);
  if (!options.check.empty()) check(options, imported);
  const Body& body = imported.body;
  save_body(options.out, body);
  const nn::Shape& in = body.network.input_shape();
  std::cout << fmt::format("{}: {} parameters, windows of {} mel bands x {} frames ({:.1f} s)\n",
                           printable(options.out), body.network.parameter_count(), in.height,
                           in.width, in.width / body.features.frames_per_second());
  for (const std::string& note : imported.notes) std::cout << fmt::format("note: {}\n", note);
  for (const auto& [key, value] : body.about) {
    std::cout << fmt::format("{}: {}\n", printable(key), printable(value));
  }
  return kDone;
}

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat::apps;
  App app("backbeat-convert", "Takes in networks that others trained, and gives ours to others.");
  CLI::App& cli = app.cli();
  cli.require_subcommand(1);
  cli.fallthrough();
  cli.footer("'backbeat-convert COMMAND -h' explains a command. Shared options may follow it.");
  ExportOptions out;
  CLI::App* const exports = cli.add_subcommand("export", "Writes a model or a body as ONNX");
  add_export_options(*exports, out);
  ImportOptions in;
  CLI::App* const imports = cli.add_subcommand(
      "import", "Makes a body for backbeat-train --body of a network that others trained");
  const FeatureArguments front_end(*imports, "--front-end");
  add_import_options(*imports, in);
  return app.run(argc, argv, [&] {
    return exports->parsed() ? export_model(out) : import_body(in, front_end.settings());
  });
}
