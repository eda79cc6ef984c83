#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/files/words.h"

namespace backbeat::apps {

/// An option whose value is one of the words. Its default is the present `value`.
template <typename Enum>
CLI::Option* add_word_option(CLI::App& cli, const std::string& name, Enum& value,
                             const Words<Enum>& words, const std::string& text) {
  std::vector<std::string> choices;
  for (const auto& [meant, word] : words) choices.push_back(word);
  const auto set = [&value, words](const std::string& word) { value = value_of(words, word); };
  return cli.add_option_function<std::string>(name, set, text)
      ->check(CLI::IsMember(choices))
      ->default_str(word_of(words, value));
}

}  // namespace backbeat::apps
