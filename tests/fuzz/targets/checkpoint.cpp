// Checkpoints of a small training.

#include "apps/training/checkpoint.h"

#include <nlohmann/json.hpp>

#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "a.checkpoint");
  const nn::Parameters parameters{.phi = {1, 2, 3}, .state = {4}};
  apps::TrainingState fresh{.parameters = parameters,
                            .best = parameters,
                            .average = parameters,
                            .optimizer = {{"momentum", {5, 6, 7}}}};
  return fuzz::refusing([&] { apps::read_checkpoint(path, {{"lr", 0.1}}, fresh); });
}
