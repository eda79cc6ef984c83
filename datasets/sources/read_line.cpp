#include "datasets/sources/read_line.h"

#include <cstddef>

#include <fmt/format.h>

#include "datasets/dataset.h"

namespace backbeat::datasets {

bool read_line(std::istream& stream, const std::filesystem::path& path, std::string& line) {
  constexpr std::size_t kLongestLine = std::size_t{1} << 20U;
  line.clear();
  for (int c = stream.get(); c != std::istream::traits_type::eof(); c = stream.get()) {
    if (c == '\n') return true;
    line += static_cast<char>(c);
    if (line.size() <= kLongestLine) continue;
    throw ManifestError(fmt::format("{}: found a line of more than {} bytes, expected text",
                                    path.string(), kLongestLine));
  }
  return !line.empty();
}

}  // namespace backbeat::datasets
