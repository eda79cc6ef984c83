// A model file's metadata: the input is the text of one of its entries, which its first byte
// chooses, in a model that is otherwise whole; what loads also answers.

#include "apps/model/model.h"

#include <array>
#include <string>

#include "apps/files/safetensors_file.h"
#include "apps/model/classifier.h"
#include "nn/buffer.h"
#include "tests/fuzz/scratch.h"

namespace {

using namespace backbeat;

nn::TensorFile whole_model() {
  nn::set_memory_limit(std::size_t{1} << 28);  // what is larger is refused, and not of interest
  nn::Network network = nn::Network::parse(
      "input 1 8 16\nc conv 2 3x3 pad 1 no_bias\nn batch_norm\nr relu\np max_pool 2x2\n"
      "m avg_pool 1x8\nf flatten\nd dropout 0.5\nout linear 3\n");
  apps::Model model{.labels = {"jazz", "pop", "rock"},
                    .features = {.n_mels = 8},
                    .normalizer = {std::vector<float>(8, -30.0F), std::vector<float>(8, 10.0F)},
                    .network = std::move(network),
                    .parameters = {},
                    .training = nlohmann::json::object()};
  model.parameters = model.network.initialise(1);
  const auto path = fuzz::file_of("", "whole.safetensors");
  apps::save_model(path, model);
  nn::TensorFile file = nn::read_safetensors(path);
  file.metadata.erase("checksum");
  return file;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const nn::TensorFile whole = whole_model();
  static const std::array<std::string, 6> kKeys{"network", "features",    "normalizer",
                                                "labels",  "calibration", "training"};
  if (size == 0) return 0;
  nn::TensorFile file = whole;
  file.metadata[kKeys[data[0] % kKeys.size()]] = fuzz::text_of(data + 1, size - 1);
  const auto path = fuzz::file_of("", "a.safetensors");
  return fuzz::refusing([&] {
    {
      std::ofstream stream(path, std::ios::binary);
      nn::write_safetensors(stream, file);
    }
    const apps::Model model = apps::load_model(path);
    constexpr std::size_t kSlow = 1000000;
    for (const auto& node : model.network.nodes()) {
      if (node.shape.size() > kSlow) return;
    }
    const auto n_mels = static_cast<std::size_t>(model.features.n_mels);
    audio::Spectrogram spectrogram{model.features.n_mels, 40,
                                   std::vector<float>(n_mels * 40, -40.0F)};
    apps::Classifier(model).classify(spectrogram);
  });
}
