#pragma once

#include <vector>

#include "audio/degrade/degradation.h"
#include "datasets/dataset.h"

// Further versions of training clips, as a library of other origin would hold them.
namespace backbeat::datasets {

/// What version `version`, from 1, of a clip went through: MP3 at 16 to 128 kbit/s, Ogg Vorbis at
/// 32 to 96 or Ogg Opus at 12 to 64, one in three low-passed at 3 to 10 kHz or resampled to 16 or
/// 11.025 kHz before. Drawn from the clip's folder, file name and start alone: the same for any
/// seed, split and place of the dataset, so that the caches hold it from then on.
audio::Degradations draw_recoding(const Clip& clip, int version);

/// All clips as they are, then all as their version 1, and so on: version v of clip i is at
/// v * clips.size() + i.
std::vector<Clip> with_recodings(const std::vector<Clip>& clips, int versions);

}  // namespace backbeat::datasets
