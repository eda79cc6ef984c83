#pragma once

#include <string>
#include <string_view>

namespace backbeat::datasets {

/// Takes away the byte order mark that some editors begin a file with.
void drop_byte_order_mark(std::string& text);

/// `text` where it is UTF-8 (RFC 3629); of any other, each byte that is not part of it as Latin-1:
/// names on older disks and in older manifests. Model files and reports are JSON, and that is UTF-8.
std::string to_utf8(std::string_view text);

}  // namespace backbeat::datasets
