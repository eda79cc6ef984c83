#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace backbeat::apps {

/// What the values of an enumeration are called on a command line and in JSON.
template <typename Enum>
using Words = std::vector<std::pair<Enum, std::string>>;

template <typename Enum>
const std::string& word_of(const Words<Enum>& words, Enum value) {
  return std::ranges::find(words, value, &std::pair<Enum, std::string>::first)->second;
}

template <typename Enum>
Enum value_of(const Words<Enum>& words, const std::string& word) {
  return std::ranges::find(words, word, &std::pair<Enum, std::string>::second)->first;
}

}  // namespace backbeat::apps
