#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/start.h"

// A frozen body answers the same each time it is asked: so it is asked once for each window, and the
// head learns from its answers.
namespace backbeat::apps {

/// What a head reads of each window that a Classifier would take: as a spectrogram with a band for
/// each number and a frame for each window. `trunk` is a model whose network is trunk_of() its body.
/// What `known` has is taken from there, and what it lacks is added.
std::vector<audio::Spectrogram> embed(const Model& trunk,
                                      std::span<const audio::Spectrogram> spectrograms,
                                      KnownEmbeddings& known);

/// The head of `model` on a body as a model of its own, which takes such spectrograms.
Model head_of(const Model& model, const Start& start, std::uint64_t seed);

/// The training and validation sides, embedded.
Sides embedded_sides(const Model& model, const Start& start, const Sides& sides);

}  // namespace backbeat::apps
