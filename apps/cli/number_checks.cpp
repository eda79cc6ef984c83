#include "apps/cli/number_checks.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace backbeat::apps {
namespace {

template <typename Accepts>
CLI::Validator number_check(const std::string& name, const std::string& expected, Accepts accepts) {
  return {[expected, accepts](const std::string& text) -> std::string {
            double value = 0.0;
            if (CLI::detail::lexical_cast(text, value) && std::isfinite(value) && accepts(value))
              return {};
            return fmt::format("found '{}', expected {}", text, expected);
          },
          name};
}

}  // namespace

CLI::Validator positive() {
  return number_check("POSITIVE", "a number above 0", [](double x) { return x > 0.0; });
}

CLI::Validator non_negative() {
  return number_check("NONNEGATIVE", "a number of 0 or more", [](double x) { return x >= 0.0; });
}

CLI::Validator between(double low, double high) {
  return number_check(fmt::format("{} to {}", low, high),
                      fmt::format("a number from {} to {}", low, high),
                      [=](double x) { return x >= low && x <= high; });
}

CLI::Validator whole_64_bits() {
  return {[](const std::string& text) -> std::string {
            std::uint64_t value = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), value);
            if (error == std::errc{} && end == text.data() + text.size()) return {};
            return fmt::format("found '{}', expected a whole number from 0 to 2^64 - 1", text);
          },
          "WHOLE"};
}

}  // namespace backbeat::apps
