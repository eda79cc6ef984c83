#include "apps/training/recipe_file.h"

#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/files/shipped_files.h"

namespace backbeat::apps {

void add_recipe_file_argument(CLI::App& cli) {
  const auto find = [&cli](std::string& name) {
    try {
      name = find_recipe(name).string();
      for (const CLI::ConfigItem& item : cli.get_config_formatter()->from_file(name)) {
        if (cli.get_option_no_throw("--" + item.fullname()) == nullptr) {
          return fmt::format("{}: found '{}', expected an option of backbeat-train without its --",
                             name, item.fullname());
        }
      }
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  };
  cli.set_config("--recipe", "",
                 "Options to begin with: a .toml file of lines like epochs = 60, or accurate, "
                 "ours; what the command line says counts more")
      ->type_name("TEXT")
      ->transform(CLI::Validator(find, ""))
      ->group("Training");
}

}  // namespace backbeat::apps
