#include "apps/model/metadata.h"

namespace backbeat::apps {

const std::string& metadata_of(const nn::SafetensorsReader& file, const char* key,
                               const std::string& source) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) {
    throw nn::FormatError(fmt::format(
        "{}: metadata '{}': found none, expected it; not a Backbeat model?", source, key));
  }
  return found->second;
}

void require_format(const nn::SafetensorsReader& file, const char* expected,
                    const std::string& source) {
  const std::string& format = metadata_of(file, "format", source);
  if (format == expected) return;
  throw nn::FormatError(fmt::format(
      "{}: format: found '{}', expected '{}'; made by another version?", source, format, expected));
}

}  // namespace backbeat::apps
