#pragma once

#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

namespace backbeat::audio {

template <typename Value>
void require_setting(bool holds, std::string_view setting, Value found, std::string_view expected) {
  if (!holds) {
    throw std::invalid_argument(
        fmt::format("feature settings: {}: found {}, expected {}", setting, found, expected));
  }
}

}  // namespace backbeat::audio
