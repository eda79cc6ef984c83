#pragma once

#include <span>

#include "apps/model/classifier.h"

namespace backbeat::apps {

/// What one or more `windows` of a recording, in the order of time, say of the seconds from
/// `start_s` to `end_s`: the answer of the window of just these, or else the mean over all that
/// overlap them. Where none does, as front ends may end a recording some frames apart, that of the
/// nearest.
WindowAnswer mean_between(std::span<const WindowAnswer> windows, double start_s, double end_s);

}  // namespace backbeat::apps
