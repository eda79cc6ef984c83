#pragma once

#include <filesystem>
#include <istream>
#include <string>

namespace backbeat::datasets {

/// As std::getline(), but not without an end: throws ManifestError naming `path` at a line of more
/// than a megabyte, as /dev/zero is.
bool read_line(std::istream& stream, const std::filesystem::path& path, std::string& line);

}  // namespace backbeat::datasets
