#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "nn/errors.h"
#include "nn/files/safetensors.h"

// What the metadata of model and body files have in common.
namespace backbeat::apps {

/// A file whose format and checksum are right.
class CheckedFile {
 public:
  /// Throws nn::FormatError where "format" is another, or the file is damaged.
  CheckedFile(const std::filesystem::path& path, const char* format);

  const std::string& source() const { return source_; }
  const nn::TensorViews& tensors() const { return file_.tensors(); }
  bool has(const char* key) const { return file_.metadata().contains(key); }
  /// An entry of the metadata. Throws nn::FormatError where there is none.
  const std::string& text(const char* key) const;
  nlohmann::json json(const char* key) const { return nlohmann::json::parse(text(key)); }
  nn::Network network() const {
    return nn::Network::parse(text("network"), source_ + " (network)");
  }

 private:
  std::string source_;
  nn::SafetensorsReader file_;
};

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
