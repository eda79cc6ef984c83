#pragma once

#include <string>

namespace backbeat::apps {

/// A field of a CSV line, quoted where RFC 4180 asks for it.
std::string csv_field(const std::string& text);

/// The same in a table that a spreadsheet may open, which would take =cmd() for a formula and run
/// it: a name that begins with = + - @ or a tab gets a ' before it, which makes it text.
std::string csv_cell(const std::string& text);

/// From now on csv_cell() leaves such names as they are.
void keep_csv_formulas();

}  // namespace backbeat::apps
