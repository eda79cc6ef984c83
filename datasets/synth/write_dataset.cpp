#include "datasets/synth/write_dataset.h"

#include <cstddef>
#include <stdexcept>
#include <system_error>

#include <fmt/core.h>

#include "audio/files/write_wav.h"
#include "datasets/parallel_for_each.h"
#include "datasets/synth/styles.h"
#include "datasets/synth/synth.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

struct Job {
  fs::path path;
  SynthClipOptions clip;
};

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder)) {
    throw std::runtime_error(fmt::format("{}: found {}, expected a folder that can be created",
                                         folder.string(), error.message()));
  }
}

std::vector<Job> plan(const SynthDatasetOptions& options) {
  const auto& names = options.styles.empty() ? synth_styles() : options.styles;
  std::vector<Job> jobs;
  for (const std::string& style : names) {
    synth::find_style(style);  // an unknown name throws here, before a folder is made for it
    for (int i = 0; i < options.clips_per_style; ++i) {
      jobs.push_back({options.folder / style / fmt::format("{}.{:05}.wav", style, i),
                      {.style = style,
                       .seed = options.seed,
                       .index = static_cast<std::uint64_t>(i),
                       .duration_s = options.duration_s,
                       .sample_rate_hz = options.sample_rate_hz}});
    }
  }
  return jobs;
}

}  // namespace

void write_synth_dataset(const SynthDatasetOptions& options,
                         const std::function<void(int)>& on_done) {
  const std::vector<Job> jobs = plan(options);
  for (const Job& job : jobs) make_folder(job.path.parent_path());

  const auto write = [&](std::size_t i) {
    audio::write_wav(jobs[i].path, synthesise(jobs[i].clip));
  };
  parallel_for_each(jobs.size(), options.threads, write, [&](std::size_t done) {
    if (on_done) on_done(static_cast<int>(done));
  });
}

}  // namespace backbeat::datasets
