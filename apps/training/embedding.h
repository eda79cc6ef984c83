#pragma once

#include <span>
#include <string>
#include <vector>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/start.h"

// A frozen body answers the same each time it is asked: so it is asked once for each window, and the
// head learns and answers from what it says.
namespace backbeat::apps {

/// What a head reads of a body, as a model without labels: these numbers are its logits.
Model trunk_model(const Body& body);

/// What a head reads of each window that a Classifier would take: as a spectrogram with a band for
/// each number and a frame for each window. What `known` has is taken from there, and what it lacks
/// is added.
std::vector<audio::Spectrogram> embed(const Body& body,
                                      std::span<const audio::Spectrogram> spectrograms,
                                      KnownEmbeddings& known);

/// `clips` with embeddings instead of spectrograms, without waveforms.
LoadedClips embedded(const Start& start, const LoadedClips& clips);
/// The training and validation sides.
Sides embedded_sides(const Start& start, const Sides& sides);

/// A model of what `network`, which with_head() made, puts on a body: it takes embeddings. Its
/// parameters are for the caller to set.
Model new_head(const nn::Network& network, const std::vector<std::string>& labels);

/// The head of `model` on a body as a model of its own, which takes embeddings and answers as
/// `model` does.
Model head_of(const Model& model);

}  // namespace backbeat::apps
