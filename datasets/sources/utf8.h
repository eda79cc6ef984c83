#pragma once

#include <string>
#include <string_view>

namespace backbeat::datasets {

/// What some editors begin a file with.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// `text` where it is UTF-8 (RFC 3629); of any other, each byte that is not part of it as Latin-1:
/// names on older disks and in older manifests. Model files and reports are JSON, and that is UTF-8.
std::string to_utf8(std::string_view text);

}  // namespace backbeat::datasets
