#pragma once

#include <filesystem>
#include <string>

#include "nn/files/safetensors.h"

namespace backbeat::apps {

/// Writes a safetensors file, whole or not at all: write_atomically(). Its metadata get the entry
/// "checksum", of all others and the tensors.
void write_safetensors(const std::filesystem::path& path, nn::TensorFile file);

/// Throws nn::FormatError, beginning with `source`, where a file is not what its checksum is of.
/// One without a checksum passes: other programs write none.
void verify_checksum(const nn::SafetensorsReader& file, const std::string& source);

}  // namespace backbeat::apps
