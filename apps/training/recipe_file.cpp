#include "apps/training/recipe_file.h"

#include <algorithm>
#include <exception>
#include <istream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/files/shipped_files.h"
#include "datasets/sources/utf8.h"

namespace backbeat::apps {
namespace {

/// Whether a line is fit for CLI11 2.4, which looks at the first letter of names and values that may
/// have none: it has a name before its '=', and no control characters.
bool is_fit(const std::string& line) {
  const bool is_text = std::ranges::none_of(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; });
  const std::size_t equals = line.find('=');
  return is_text &&
         (equals == std::string::npos || !CLI::detail::trim_copy(line.substr(0, equals)).empty());
}

/// CLI11's files of options, but for those that the model of --init or a body decides where there is
/// one.
class RecipeReader : public CLI::ConfigTOML {
 public:
  explicit RecipeReader(const CLI::App& cli) : cli_(cli) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& stream) const override {
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    datasets::drop_byte_order_mark(text);
    std::istringstream lines(text);
    std::string fit;
    std::vector<CLI::ConfigItem> unfit;
    for (std::string line; std::getline(lines, line);) {
      if (is_fit(line)) {
        fit.append(line).append("\n");
      } else {
        unfit.emplace_back();
        unfit.back().name = CLI::detail::trim_copy(line.substr(0, line.find('=')));
      }
    }
    std::istringstream rest(fit);
    std::vector<CLI::ConfigItem> options = CLI::ConfigTOML::from_config(rest);
    options.insert(options.begin(), unfit.begin(), unfit.end());
    if (cli_.count("--init") + cli_.count("--body") > 0) {
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

/// The check of an option's values; null where it has none.
const CLI::Validator* check_of(CLI::Option& option) {
  try {
    return option.get_validator(0);
  } catch (const CLI::OptionNotFound&) {
    return nullptr;
  }
}

/// Why a line of a recipe can not be used; "" where it can.
std::string objection(CLI::App& cli, const CLI::ConfigItem& item) {
  CLI::Option* const option = cli.get_option_no_throw("--" + item.fullname());
  if (option == nullptr) {
    return fmt::format("found '{}', expected an option of backbeat-train without its --",
                       item.fullname());
  }
  if (item.inputs.size() > 1 && option->get_items_expected_max() <= 1) {
    return fmt::format("{}: found '{}', expected one value", item.fullname(),
                       fmt::join(item.inputs, " "));
  }
  const CLI::Validator* const check = check_of(*option);
  if (check == nullptr) return {};
  for (std::string value : item.inputs) {
    if (const std::string error = (*check)(value); !error.empty()) {
      return fmt::format("{}: {}", item.fullname(), error);
    }
  }
  return {};
}

/// ":3" where line 3 of the text is the first that begins with the name, else "".
std::string line_of(const std::string& text, const std::string& name) {
  std::istringstream stream(text);
  int number = 1;
  for (std::string line; std::getline(stream, line); ++number) {
    const std::size_t equals = line.find('=');
    if (equals != std::string::npos && CLI::detail::trim_copy(line.substr(0, equals)) == name) {
      return fmt::format(":{}", number);
    }
  }
  return {};
}

}  // namespace

void add_recipe_file_argument(CLI::App& cli) {
  const auto find = [&cli](std::string& name) {
    try {
      name = find_recipe(name).string();
      const std::string text = read_text(name);
      for (const CLI::ConfigItem& item : cli.get_config_formatter()->from_file(name)) {
        if (const std::string reason = objection(cli, item); !reason.empty()) {
          return fmt::format("{}{}: {}", name, line_of(text, item.name), reason);
        }
      }
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  };
  cli.config_formatter(std::make_shared<RecipeReader>(cli));
  cli.set_config("--recipe", "",
                 "Options to begin with: a .toml file of lines like epochs = 60, or one that "
                 "comes along (accurate); what the command line says counts more")
      ->type_name("TEXT")
      ->transform(CLI::Validator(find, ""))
      ->group("Training");
}

}  // namespace backbeat::apps
