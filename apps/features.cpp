// backbeat-features: writes log-mel spectrograms as NumPy arrays and as pictures.

#include <iostream>
#include <map>

#include <fmt/format.h>

#include "apps/cli/app.h"
#include "apps/cli/failures.h"
#include "apps/cli/feature_arguments.h"
#include "apps/cli/inputs.h"
#include "apps/cli/range_arguments.h"
#include "apps/files/atomic_file.h"
#include "apps/files/printable.h"
#include "apps/loading/feature_warnings.h"
#include "apps/loading/for_each_track.h"
#include "apps/picture/png_file.h"
#include "apps/picture/spectrogram_picture.h"
#include "audio/files/npy.h"
#include "datasets/per_thread.h"

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

/// Where the spectrogram of `input` goes: `out` itself for one input, else a name in the folder
/// `out`, numbered where two inputs have the same.
class OutputNames {
 public:
  OutputNames(fs::path out, bool single) : out_(std::move(out)), single_(single) {
    if (!single_) {
      fs::create_directories(out_);
    } else if (out_.extension() == ".png") {
      throw std::invalid_argument(fmt::format(
          "--out: found {}, expected the name of the array; --png adds a picture beside it",
          out_.string()));
    }
  }

  fs::path of(const fs::path& input) {
    if (single_) return out_;
    const std::string stem = input.stem().string();
    const int uses = ++uses_[stem];
    return out_ / (uses == 1 ? stem + ".npy" : fmt::format("{}.{}.npy", stem, uses));
  }

 private:
  fs::path out_;
  bool single_;
  std::map<std::string, int> uses_;
};

bool is_single(const std::vector<std::string>& inputs) {
  std::error_code unseen;
  return inputs.size() == 1 && inputs.front() != "-" && !fs::is_directory(inputs.front(), unseen);
}

/// --png and --png-colours: the spectrograms as pictures, too.
class PictureOutput {
 public:
  explicit PictureOutput(CLI::App& cli) {
    CLI::Option* png =
        cli.add_flag("--png", wanted_, "Also a picture beside each array: NAME.png for NAME.npy");
    cli.add_option("--png-colours", colours_, "Colours of the pictures")
        ->check(CLI::IsMember({"viridis", "magma"}))
        ->needs(png);
  }

  /// Draws what was read of `input` from `start_s` on beside its `array`, if pictures are wanted.
  void write(const fs::path& array, const datasets::Features& features,
             audio::FeatureSettings settings, const fs::path& input, double start_s) const {
    if (!wanted_) return;
    settings.sample_rate_hz = features.sample_rate_hz;
    picture::write_png(fs::path(array).replace_extension(".png"),
                       picture::draw_spectrogram(features.spectrogram, settings,
                                                 {.title = input.filename().string(),
                                                  .colours = picture::colour_map(colours_),
                                                  .start_s = start_s}));
  }

 private:
  bool wanted_ = false;
  std::string colours_ = "viridis";
};

}  // namespace
}  // namespace backbeat::apps

int main(int argc, char** argv) {
  using namespace backbeat;
  apps::App app(
      "backbeat-features",
      "Writes log-mel spectrograms as NumPy arrays of shape (mel bands, frames), in dB or, with the "
      "preset of a published network, as that wants them.");
  apps::Inputs inputs;
  std::string out;
  apps::add_input_arguments(app.cli(), inputs);
  app.cli().get_option("INPUT")->required();
  app.cli()
      .add_option("--out", out, "The .npy file (not .png) for one input file, a folder otherwise")
      ->required();
  audio::Range range;
  apps::add_range_arguments(app.cli(), range);
  const apps::PictureOutput pictures(app.cli());
  const apps::FeatureArguments front_end(app.cli());
  return app.run(argc, argv, [&] {
    const datasets::ExtractOptions options{.settings = front_end.settings(),
                                           .accept = datasets::Accept::kAnything};
    apps::FailureList failures;
    const auto files = apps::expand_inputs(inputs, failures);
    apps::OutputNames names(out, apps::is_single(inputs.names));
    datasets::PerThread<datasets::Extractor> extractors(
        [&] { return datasets::Extractor(options); });
    extractors.mine();  // settings that can not be used are no fault of a recording
    apps::FeatureWarnings warnings(options.settings);
    apps::for_each_track(
        files, failures,
        [&](const std::filesystem::path& path) { return extractors.mine()(path, range); },
        [&](const std::filesystem::path& path, const datasets::Features& features) {
          warnings.check(path, features);
          audio::Spectrogram s = features.spectrogram;
          options.settings.compression.apply(s.values);
          const auto target = names.of(path);
          apps::require_writable(target);
          audio::write_npy(target, s.values, static_cast<std::size_t>(s.n_mels),
                           static_cast<std::size_t>(s.n_frames));
          pictures.write(target, features, options.settings, path, range.offset_s);
          std::cout << fmt::format("{}\t{} x {}\t{:.2f} s\t{}\n", apps::printable(target.string()),
                                   s.n_mels, s.n_frames, features.duration_s,
                                   apps::printable(path.string()));
        });
    failures.report();
    return failures.exit_code();
  });
}
