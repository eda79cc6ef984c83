#pragma once

#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "nn/errors.h"
#include "nn/files/safetensors.h"

// What the metadata of model and body files have in common.
namespace backbeat::apps {

/// Throws nn::FormatError where there is no such entry.
const std::string& metadata_of(const nn::SafetensorsReader& file, const char* key,
                               const std::string& source);

/// Throws nn::FormatError where "format" is not `expected`.
void require_format(const nn::SafetensorsReader& file, const char* expected,
                    const std::string& source);

/// read(), with the file's name in what it throws.
template <typename Read>
auto reading_metadata(const std::string& source, Read read) {
  try {
    return read();
  } catch (const nlohmann::json::exception& error) {
    throw nn::FormatError(fmt::format("{}: damaged metadata: {}", source, error.what()));
  } catch (const std::invalid_argument& error) {
    throw nn::FormatError(fmt::format("{}: {}", source, error.what()));
  } catch (const nn::MemoryError& error) {
    throw nn::MemoryError(fmt::format("{}: {}", source, error.what()));
  }
}

}  // namespace backbeat::apps
