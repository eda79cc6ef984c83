#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace backbeat::apps {

/// A JSON document as text, on one line or indented. What is named in it, such as a file, need not
/// be UTF-8: other bytes are replaced.
template <typename Json>
std::string json_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace backbeat::apps
