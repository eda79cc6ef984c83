#pragma once

#include <filesystem>
#include <string_view>

namespace backbeat::nn {

/// A file's bytes, mapped into memory and not copied: valid as long as the object, even where the
/// file is replaced or removed by name meanwhile.
class MappedFile {
 public:
  /// Throws FormatError naming the path where it is not a regular file or can not be read.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace backbeat::nn
