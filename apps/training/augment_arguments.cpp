#include "apps/training/augment_arguments.h"

#include <algorithm>
#include <cstdint>

#include <CLI/CLI.hpp>
#include <fmt/args.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace backbeat::apps {
namespace {

/// `help` with the default of each field in its braces.
template <typename Options, typename... Fields>
std::string with_defaults(const char* help, const std::optional<Options>& /*unset*/,
                          const Fields&... fields) {
  fmt::dynamic_format_arg_store<fmt::format_context> defaults;
  const auto add = [&](const char* name, double value) {
    defaults.push_back(fmt::arg(name, value));
    defaults.push_back(fmt::arg(fmt::format("{}_percent", name).c_str(), 100.0 * value));
  };
  (add(fields.first, Options{}.*fields.second), ...);
  return fmt::vformat(help, defaults);
}

}  // namespace

AugmentArguments::AugmentArguments(CLI::App& cli) {
  const char* group = "Augmentation of training clips (options override --augment)";
  cli.add_flag("--augment", all_, "All of the following")->group(group);
  const auto add_switch = [&](std::string name, const std::string& help) {
    // Not add_flag(): it takes an optional for a counter, and sets it to 0.
    const auto set = [this, name](std::int64_t count) { switches_[name] = count > 0; };
    std::ranges::replace(name, '_', '-');
    cli.add_flag_function(fmt::format("--augment-{0},!--no-augment-{0}", name), set, help)
        ->group(group);
  };
  const datasets::AugmentOptions none;
  visit_augmentations(
      none, [&](const char* name, const auto& options, const char* help, const auto&... fields) {
        add_switch(name, with_defaults(help, options, fields...));
      });
  add_switch("crop",
             "A window at a random place of the clip, on by default; off: always its middle");
  cli.add_option(
         "--augment-recode", recode_,
         "N further versions of each clip, by lossy codecs at low rates, some narrowed "
         "before: made once, kept in the cache, one of them drawn half of the times; not part of "
         "--augment")
      ->check(CLI::Range(0, 100))
      ->group(group);
}

datasets::AugmentOptions AugmentArguments::options() const {
  const auto is_on = [this](const std::string& name, bool otherwise) {
    const auto found = switches_.find(name);
    return found == switches_.end() ? otherwise : found->second;
  };
  datasets::AugmentOptions chosen{.recode = recode_, .crop = is_on("crop", true)};
  visit_augmentations(chosen, [&](const char* name, auto& options, const auto&...) {
    if (is_on(name, all_)) options.emplace();
  });
  return chosen;
}

nlohmann::json to_json(const datasets::AugmentOptions& augment) {
  nlohmann::json json{{"recode", augment.recode}, {"crop", augment.crop}};
  visit_augmentations(
      augment, [&](const char* name, const auto& options, const char*, const auto&... fields) {
        json[name] = nullptr;
        if (options) ((json[name][fields.first] = (*options).*fields.second), ...);
      });
  return json;
}

}  // namespace backbeat::apps
