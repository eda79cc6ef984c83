// Recipe files, read by CLI11 on behalf of backbeat-train.

#include "apps/training/recipe.h"

#include <CLI/CLI.hpp>

#include "apps/training/recipe_file.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backbeat;
  const auto path = fuzz::file_of(fuzz::text_of(data, size), "r.toml");
  return fuzz::refusing([&] {
    CLI::App cli;
    apps::Recipe recipe;
    apps::add_recipe_file_argument(cli);
    apps::add_recipe_options(cli, recipe);
    cli.parse("--recipe " + path.string());
  });
}
