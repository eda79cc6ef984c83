#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

namespace backbeat::nn {

/// The int that `json` is. Its own conversion cuts 16.7 to 16 and 2^32 + 16 to 16. Throws
/// std::invalid_argument, beginning with `what`, where it is no whole number or none that fits.
inline int whole_number(const nlohmann::json& json, const std::string& what) {
  using Limits = std::numeric_limits<int>;
  const bool fits = json.is_number_unsigned()
                        ? json.get<std::uint64_t>() <= std::uint64_t{Limits::max()}
                        : json.is_number_integer() && json.get<std::int64_t>() >= Limits::min() &&
                              json.get<std::int64_t>() <= Limits::max();
  if (fits) return json.get<int>();
  throw std::invalid_argument(what + ": found " + json.dump() + ", expected a whole number up to " +
                              std::to_string(Limits::max()));
}

}  // namespace backbeat::nn
