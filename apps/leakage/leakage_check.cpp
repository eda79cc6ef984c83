#include "apps/leakage/leakage_check.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "apps/cli/exit_codes.h"
#include "apps/leakage/leakage_text.h"
#include "apps/loading/clip_loader.h"
#include "apps/loading/sides.h"
#include "datasets/splits/split.h"

namespace backbeat::apps {
namespace {

constexpr int kNoSide = -1;

/// Lines that a training warns with before it only counts.
constexpr std::size_t kWarnings = 5;

std::vector<audio::Fingerprint> fingerprints_of(const LoadedClips& clips,
                                                const audio::FeatureSettings& settings) {
  // The clips as they are come first; re-coded versions would only be found to be the same.
  const auto& spectrograms = clips.features.spectrograms;
  std::vector<audio::Fingerprint> fingerprints(clips.clips.size());
  if (settings.sample_rate_hz == 0) return fingerprints;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    fingerprints[i] = audio::fingerprint(spectrograms[i], settings);
  }
  return fingerprints;
}

/// Erases pairs that do not leak where each fold is judged by a model of the others: training then
/// leaves out the unlabelled clips that share a file or track with what is judged, or an artist
/// where clips are grouped by it (datasets::kept_apart()).
void erase_left_out(std::vector<datasets::ClipPair>& leaks, const SidedClips& clips,
                    datasets::GroupBy group) {
  std::erase_if(leaks, [&](const datasets::ClipPair& pair) {
    const auto is_unlabelled = [&](int clip) {
      return clips.sides[static_cast<std::size_t>(clip)] == kUnlabelledSide;
    };
    const bool by_name =
        pair.sharing == datasets::Sharing::kFile || pair.sharing == datasets::Sharing::kTrack ||
        (pair.sharing == datasets::Sharing::kArtist && group == datasets::GroupBy::kArtist);
    return by_name && (is_unlabelled(pair.first) || is_unlabelled(pair.second));
  });
}

datasets::LeakageReport find_fold_leakage(const SidedClips& clips,
                                          std::span<const audio::SameAudio> same_audio,
                                          datasets::GroupBy group) {
  datasets::LeakageReport report = datasets::find_leakage(clips.clips, clips.sides, same_audio);
  erase_left_out(report.leaks, clips, group);
  return report;
}

void warn(const SidedClips& clips, const datasets::LeakageReport& report) {
  std::vector<std::string> lines;
  for (const auto& leak : report.leaks) lines.push_back(pair_line(leak_kind(leak), leak, clips));
  for (const auto& pair : report.contradictions) {
    const std::string kind = contradiction_kind(pair, clips);
    if (kind == "two labels") lines.push_back(pair_line(kind, pair, clips));
  }
  for (std::size_t i = 0; i < std::min(lines.size(), kWarnings); ++i) {
    spdlog::warn("leakage: {}", lines[i]);
  }
  if (lines.size() > kWarnings) {
    spdlog::warn("leakage: and {} more; --check-leakage lists all", lines.size() - kWarnings);
  }
}

/// The clips of a dataset and the unlabelled ones, with the side that a training would put each on;
/// none: it would be left out.
std::vector<datasets::Clip> put_on_sides(const datasets::Dataset& dataset,
                                         const std::vector<datasets::Clip>& unlabelled,
                                         const datasets::SplitOptions& options) {
  datasets::Split split;
  try {
    split = make_split(dataset, unlabelled, options);
  } catch (const datasets::ManifestError& error) {
    // The sides cut through a group: what this check is for, but nothing to train on.
    spdlog::warn("{}", error.what());
    split = make_split(
        dataset, unlabelled,
        {.test_fold = options.test_fold, .valid_fraction = 0.0, .group = datasets::GroupBy::kNone});
  }
  std::vector<datasets::Clip> clips = with_unlabelled(dataset.clips, unlabelled);
  const auto put = [&](const std::vector<int>& positions, datasets::Side side) {
    for (const int i : positions) clips[static_cast<std::size_t>(i)].side = side;
  };
  put(split.train, datasets::Side::kTrain);
  put(split.valid, datasets::Side::kValid);
  put(split.test, datasets::Side::kTest);
  return clips;
}

/// Prints the leaks between sides or folds, called `what`, and gives their number.
std::size_t print_leaks(const SidedClips& clips, const std::vector<datasets::ClipPair>& leaks,
                        const std::string& what) {
  std::set<std::string> names;
  for (const int side : clips.sides) {
    if (side >= 0) names.insert(clips.side_name(side));
  }
  if (names.size() < 2) {
    std::cout << fmt::format("{}: nothing to compare, all of {} clips are on one\n", what,
                             clips.clips.size());
    return 0;
  }
  for (const auto& leak : leaks) std::cout << pair_line(leak_kind(leak), leak, clips) << '\n';
  std::cout << fmt::format("{} ({}): {} clips, leaks: {}\n", what, fmt::join(names, ", "),
                           clips.clips.size(), leaks.size());
  return leaks.size();
}

}  // namespace

void warn_of_leakage(const LoadedClips& train, const LoadedClips& valid, const LoadedClips& test,
                     const audio::FeatureSettings& settings) {
  SidedClips clips{.side_name = split_side_name};
  std::vector<audio::Fingerprint> fingerprints;
  int number = 0;
  for (const LoadedClips* side : {&train, &valid, &test}) {
    clips.clips.insert(clips.clips.end(), side->clips.begin(), side->clips.end());
    clips.sides.resize(clips.clips.size(), number++);
    std::ranges::move(fingerprints_of(*side, settings), std::back_inserter(fingerprints));
  }
  warn(clips,
       datasets::find_leakage(clips.clips, clips.sides, audio::find_same_audio(fingerprints)));
}

void warn_of_leakage(const LoadedClips& clips, std::span<const int> folds, datasets::GroupBy group,
                     const audio::FeatureSettings& settings) {
  SidedClips sided{clips.clips, {folds.begin(), folds.end()}, fold_name};
  sided.sides.resize(clips.clips.size(), kUnlabelledSide);
  warn(sided,
       find_fold_leakage(sided, audio::find_same_audio(fingerprints_of(clips, settings)), group));
}

int check_leakage(const LeakageCheckOptions& options) {
  const datasets::Dataset dataset = datasets::load_dataset(options.dataset.options);
  const std::vector<datasets::Clip> clips =
      put_on_sides(dataset, options.unlabelled, options.split);
  audio::FeatureSettings settings = options.features;
  if (settings.sample_rate_hz == 0)
    settings.sample_rate_hz = audio::FeatureSettings{}.sample_rate_hz;
  FailureList failures;
  const LoadedClips loaded =
      ClipLoader(settings, dataset.labels, options.dataset.cache_folder(), failures).load(clips);
  const auto same_audio = audio::find_same_audio(fingerprints_of(loaded, settings));

  SidedClips by_side{.clips = loaded.clips, .side_name = split_side_name};
  SidedClips by_fold{.clips = loaded.clips, .side_name = fold_name};
  for (std::size_t i = 0; i < loaded.clips.size(); ++i) {
    const datasets::Clip& clip = loaded.clips[i];
    by_side.sides.push_back(clip.side ? static_cast<int>(*clip.side) : kNoSide);
    by_fold.sides.push_back(i < loaded.labelled() ? clip.fold.value_or(kNoSide) : kUnlabelledSide);
  }
  const auto report = datasets::find_leakage(by_side.clips, by_side.sides, same_audio);
  std::size_t leaks = print_leaks(by_side, report.leaks, "sides");
  if (std::ranges::any_of(loaded.clips, [](const auto& clip) { return clip.fold.has_value(); })) {
    const auto of_folds = find_fold_leakage(by_fold, same_audio, options.split.group);
    leaks += print_leaks(by_fold, of_folds.leaks, "folds");
  }
  for (const auto& pair : report.contradictions) {
    std::cout << pair_line(contradiction_kind(pair, by_side), pair, by_side) << '\n';
  }
  if (!report.contradictions.empty()) {
    std::cout << fmt::format("same audio under two names: {}\n", report.contradictions.size());
  }
  failures.report();
  return leaks > 0 ? kSomeFailed : failures.exit_code();
}

}  // namespace backbeat::apps
