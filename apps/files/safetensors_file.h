#pragma once

#include <filesystem>

#include "nn/files/safetensors.h"

namespace backbeat::apps {

/// Writes a safetensors file, whole or not at all: write_atomically().
void write_safetensors(const std::filesystem::path& path, const nn::TensorFile& file);

}  // namespace backbeat::apps
