#include "apps/cli/number_checks.h"

#include <string>

#include <fmt/format.h>

namespace backbeat::apps {
namespace {

template <typename Accepts>
CLI::Validator number_check(const char* name, const char* expected, Accepts accepts) {
  return {[expected, accepts](const std::string& text) -> std::string {
            double value = 0.0;
            if (CLI::detail::lexical_cast(text, value) && accepts(value)) return {};
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

}  // namespace backbeat::apps
