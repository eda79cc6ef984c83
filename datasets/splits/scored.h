#pragma once

#include <span>
#include <vector>

#include "datasets/dataset.h"

// What counts when clips are judged: every track once, and artists as the units that are drawn.
namespace backbeat::datasets {

/// Whether each clip counts in figures. A track that is there in several clips (a whole recording
/// and excerpts of it, a studio and a live version) counts once, by the longest of them, the first
/// among equals: else its figures would weigh it by the number of its files. Clips without a track
/// all count. `durations_s` are those of what was decoded, one per clip.
std::vector<bool> scored_clips(std::span<const Clip> clips, std::span<const double> durations_s);

/// The artist of each clip, as the numbers of group_clips(); a clip without one is an artist of its
/// own. Empty where no clip has an artist.
std::vector<int> artist_numbers(const std::vector<Clip>& clips);

}  // namespace backbeat::datasets
