#include "apps/model/shapes.h"

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::apps {

void check_input_shape(const nn::Network& network, const audio::FeatureSettings& features) {
  const nn::Shape& in = network.input_shape();
  if (in.channels == 1 && in.height == features.n_mels) return;
  throw nn::ShapeError(fmt::format(
      "{}: found an input of shape {}x{}x{}, expected 1x{}xframes (channel, mel bands, frames)",
      network.nodes().front().text.where(), in.channels, in.height, in.width, features.n_mels));
}

void check_shapes(const nn::Network& network, const audio::FeatureSettings& features,
                  const std::vector<std::string>& labels) {
  check_input_shape(network, features);
  if (network.outputs().size() > 1) {
    throw nn::ShapeError(fmt::format(
        "{}: found an output beside the last node, expected none: there is nothing to learn it by",
        network.nodes()[network.outputs().front()].text.where()));
  }
  const nn::Shape& out = network.output_shape();
  if (!out.is_vector() || out.channels != static_cast<int>(labels.size())) {
    throw nn::ShapeError(fmt::format(
        "{}: found an output of shape {}, expected {}, one per class; 'linear classes' always fits",
        network.nodes().back().text.where(), to_string(out), labels.size()));
  }
}

}  // namespace backbeat::apps
