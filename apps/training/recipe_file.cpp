#include "apps/training/recipe_file.h"

#include <exception>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/files/shipped_files.h"

namespace backbeat::apps {
namespace {

/// CLI11's files of options, but for those that the model of --init decides where there is one.
class RecipeReader : public CLI::ConfigTOML {
 public:
  explicit RecipeReader(const CLI::App& cli) : cli_(cli) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& stream) const override {
    std::vector<CLI::ConfigItem> options = CLI::ConfigTOML::from_config(stream);
    if (cli_.count("--init") > 0) {
      std::erase_if(options, [](const CLI::ConfigItem& item) {
        const std::string name = item.fullname();
        return name == "net" || name == "level-range" || name == "band-mean";
      });
    }
    return options;
  }

 private:
  const CLI::App& cli_;
};

}  // namespace

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
  cli.config_formatter(std::make_shared<RecipeReader>(cli));
  cli.set_config("--recipe", "",
                 "Options to begin with: a .toml file of lines like epochs = 60, or accurate, "
                 "ours; what the command line says counts more")
      ->type_name("TEXT")
      ->transform(CLI::Validator(find, ""))
      ->group("Training");
}

}  // namespace backbeat::apps
