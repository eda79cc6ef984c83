#include "apps/model/metadata.h"

#include "apps/files/safetensors_file.h"

namespace backbeat::apps {

CheckedFile::CheckedFile(const std::filesystem::path& path, const char* format)
    : source_(path.string()), file_(path) {
  if (const std::string& found = text("format"); found != format) {
    throw nn::FormatError(fmt::format(
        "{}: format: found '{}', expected '{}'; made by another version?", source_, found, format));
  }
  verify_checksum(file_, source_);
}

const std::string& CheckedFile::text(const char* key) const {
  const auto found = file_.metadata().find(key);
  if (found == file_.metadata().end()) {
    throw nn::FormatError(fmt::format(
        "{}: metadata '{}': found none, expected it; not a Backbeat model?", source_, key));
  }
  return found->second;
}

}  // namespace backbeat::apps
