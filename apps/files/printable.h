#pragma once

#include <string>
#include <string_view>

namespace backbeat::apps {

/// Text that may come from a stranger, a file's name or a model's label, for a terminal or for lines
/// that programs cut: control characters (C0, DEL, C1 in UTF-8) become \n, \t, \r or \x1b, so that
/// a name can neither forge a line nor steer a terminal. Everything else is left as it is.
std::string printable(std::string_view text);
/// The same, but for line breaks and tabs: messages of several lines or columns.
std::string printable_lines(std::string_view text);

}  // namespace backbeat::apps
