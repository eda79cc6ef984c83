#pragma once

#include <string>
#include <string_view>

// Pages of one style that need nothing else: no script, no file beside them, nothing from the net.
namespace backbeat::apps::html {

/// `text` as it is written between tags and in attributes.
std::string escape(std::string_view text);

/// "93.1 %"
std::string percent(double share);

/// The heading of a part of the page.
std::string heading(std::string_view text);

/// A quiet line of text.
std::string note(std::string_view text);

/// The page whose title and first heading is the text `title`; `body` is HTML.
std::string page(std::string_view title, std::string_view body);

}  // namespace backbeat::apps::html
