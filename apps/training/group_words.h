#pragma once

#include "apps/files/words.h"
#include "datasets/splits/split.h"

namespace backbeat::apps {

/// --group
inline const Words<datasets::GroupBy> kGroupWords{{datasets::GroupBy::kArtist, "artist"},
                                                  {datasets::GroupBy::kTrack, "track"},
                                                  {datasets::GroupBy::kNone, "none"}};

}  // namespace backbeat::apps
