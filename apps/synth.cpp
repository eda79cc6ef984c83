// backbeat-synth: writes the built-in synthetic music dataset.

#include "datasets/synth/synth.h"

#include <iostream>
#include <omp.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/app.h"
#include "apps/cli/number_checks.h"
#include "apps/cli/progress.h"
#include "datasets/synth/write_dataset.h"

int main(int argc, char** argv) {
  using namespace backbeat;
  apps::App app("backbeat-synth",
                "Writes the built-in synthetic music dataset: WAV files in class folders.");
  datasets::SynthDatasetOptions options;
  std::string folder;
  app.cli().add_option("DIR", folder, "Folder to write to")->required();
  app.cli()
      .add_option(
          "--styles", options.styles,
          fmt::format("Styles, of {}; none given: all", fmt::join(datasets::synth_styles(), ", ")))
      ->delimiter(',')
      ->default_str("")
      ->check(CLI::IsMember(datasets::synth_styles()));
  app.cli()
      .add_option("--clips", options.clips_per_style, "Clips of each style")
      ->check(apps::positive());
  app.cli()
      .add_option("--duration-s", options.duration_s, "Seconds of each clip")
      ->check(apps::positive());
  app.cli()
      .add_option("--sample-rate", options.sample_rate_hz, "Hz")
      ->check(CLI::Range(4000, 192000));
  return app.run(argc, argv, [&] {
    options.folder = folder;
    options.seed = app.shared().seed;
    options.threads = omp_get_max_threads();
    const std::size_t styles =
        options.styles.empty() ? datasets::synth_styles().size() : options.styles.size();
    const std::size_t total = styles * static_cast<std::size_t>(options.clips_per_style);
    apps::Progress progress("clips", total);
    datasets::write_synth_dataset(
        options, [&](int done) { progress.update(static_cast<std::size_t>(done)); });
    progress.clear();
    std::cout << fmt::format("{} clips of {} styles in {}\n", total, styles, folder);
    return apps::kDone;
  });
}
