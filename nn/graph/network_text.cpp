#include "nn/graph/network_text.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "nn/errors.h"
#include "nn/limits.h"

namespace backbeat::nn {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::istringstream stream{std::string(line.substr(0, line.find('#')))};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

template <typename Number>
bool read_number(std::string_view word, Number* number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), *number);
  return error == std::errc{} && end == word.data() + word.size();
}

/// Throws ShapeError where no layer could count so far (nn/limits.h).
int within_limits(int number, const char* what) {
  if (number <= kMaxExtent) return number;
  throw ShapeError(fmt::format("{}: found {}, expected at most {}", what, number, kMaxExtent));
}

int to_integer(const std::string& word, const char* what) {
  int number = 0;
  if (!read_number(word, &number)) {
    throw ShapeError(fmt::format("{}: found '{}', expected a whole number", what, word));
  }
  return within_limits(number, what);
}

double to_number(const std::string& word, const char* what) {
  double number = 0.0;
  if (!read_number(word, &number)) {
    throw ShapeError(fmt::format("{}: found '{}', expected a number", what, word));
  }
  return number;
}

/// "3x5" cut at the x; "3" stands for both.
struct Directions {
  std::string_view height, width;

  explicit Directions(std::string_view word) : height(word), width(word) {
    const std::size_t cross = word.find('x');
    if (cross == std::string_view::npos) return;
    height = word.substr(0, cross);
    width = word.substr(cross + 1);
  }
};

Extent to_extent(const std::string& word, const char* what) {
  const Directions text(word);
  Extent extent;
  if (!read_number(text.height, &extent.height) || !read_number(text.width, &extent.width)) {
    throw ShapeError(fmt::format("{}: found '{}', expected a size such as 3x3 or 3", what, word));
  }
  within_limits(std::max(extent.height, extent.width), what);
  return extent;
}

/// "2" for both sides, or "1:2": before and after.
bool read_sides(std::string_view word, int* before, int* after) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return read_number(word, before) && read_number(word, after);
  return read_number(word.substr(0, colon), before) && read_number(word.substr(colon + 1), after);
}

Padding to_padding(const std::string& word, const char* what) {
  const Directions text(word);
  Padding pad;
  if (!read_sides(text.height, &pad.before.height, &pad.after.height) ||
      !read_sides(text.width, &pad.before.width, &pad.after.width)) {
    throw ShapeError(
        fmt::format("{}: found '{}', expected a size such as 1, 1x2 or 0:1x0:2", what, word));
  }
  within_limits(std::max({pad.before.height, pad.after.height, pad.before.width, pad.after.width}),
                what);
  return pad;
}

NodeText to_node(const std::vector<std::string>& words, const std::string& source, int line) {
  NodeText node{.name = words[0], .source = source, .line = line};
  if (words.size() < 2) {
    throw ShapeError(fmt::format(
        "{}: found a name alone, expected 'name kind [arguments] [frozen] [output] [from node ...]'",
        node.where()));
  }
  node.kind = words[1];
  const auto from = std::find(words.begin() + 2, words.end(), "from");
  node.arguments.assign(words.begin() + 2, from);
  node.is_frozen = std::erase(node.arguments, "frozen") > 0;
  node.is_output = std::erase(node.arguments, "output") > 0;
  if (from != words.end()) {
    node.inputs.assign(from + 1, words.end());
    if (node.inputs.empty()) {
      throw ShapeError(
          fmt::format("{}: found nothing after 'from', expected names of nodes", node.where()));
    }
  }
  return node;
}

/// `input 1 128 128` names its node by its kind.
std::vector<std::string> with_name(std::vector<std::string> words) {
  if (words.front() == "input") words.insert(words.begin(), "input");
  return words;
}

}  // namespace

std::string NodeText::where() const {
  return fmt::format("{}:{}: node '{}'", source, line, name);
}

std::vector<NodeText> parse_network_text(std::string_view text, const std::string& source,
                                         const Symbols& symbols) {
  std::vector<NodeText> nodes;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    NodeText node = to_node(with_name(std::move(words)), source, number);
    if (nodes.size() == kMaxNodes) {
      throw ShapeError(
          fmt::format("{}: found one more node, expected at most {}", node.where(), kMaxNodes));
    }
    for (std::string& word : node.arguments) {
      if (const auto symbol = symbols.find(word); symbol != symbols.end()) {
        word = std::to_string(symbol->second);
      }
    }
    const auto twin = std::find_if(nodes.begin(), nodes.end(),
                                   [&](const NodeText& other) { return other.name == node.name; });
    if (twin != nodes.end()) {
      throw ShapeError(fmt::format("{}: found a name that line {} has, expected a new one",
                                   node.where(), twin->line));
    }
    nodes.push_back(std::move(node));
  }
  if (nodes.empty()) {
    throw ShapeError(
        fmt::format("{}: found no node, expected 'input channels height width' first", source));
  }
  return nodes;
}

std::string format_network_text(const std::vector<NodeText>& nodes) {
  std::string text;
  for (const NodeText& node : nodes) {
    std::vector<std::string> words{node.kind};
    if (node.name != "input") words.insert(words.begin(), node.name);
    words.insert(words.end(), node.arguments.begin(), node.arguments.end());
    if (node.is_frozen) words.emplace_back("frozen");
    if (node.is_output) words.emplace_back("output");
    if (!node.inputs.empty()) words.emplace_back("from");
    words.insert(words.end(), node.inputs.begin(), node.inputs.end());
    text += fmt::format("{}\n", fmt::join(words, " "));
  }
  return text;
}

std::string ArgumentReader::take(const char* what) {
  if (words_.empty()) throw ShapeError(fmt::format("{}: found nothing, expected a number", what));
  std::string word = words_.front();
  words_.erase(words_.begin());
  return word;
}

bool ArgumentReader::take_option(const char* name, std::string* value) {
  const auto found = std::find(words_.begin(), words_.end(), name);
  if (found == words_.end()) return false;
  if (found + 1 == words_.end()) {
    throw ShapeError(fmt::format("{}: found nothing after the word, expected a number", name));
  }
  *value = *(found + 1);
  words_.erase(found, found + 2);
  return true;
}

int ArgumentReader::integer(const char* what) {
  return to_integer(take(what), what);
}

double ArgumentReader::number(const char* what) {
  return to_number(take(what), what);
}

Extent ArgumentReader::extent(const char* what) {
  return to_extent(take(what), what);
}

int ArgumentReader::option(const char* name, int fallback) {
  std::string word;
  return take_option(name, &word) ? to_integer(word, name) : fallback;
}

double ArgumentReader::option(const char* name, double fallback) {
  std::string word;
  return take_option(name, &word) ? to_number(word, name) : fallback;
}

Extent ArgumentReader::option(const char* name, Extent fallback) {
  std::string word;
  return take_option(name, &word) ? to_extent(word, name) : fallback;
}

Padding ArgumentReader::option(const char* name, const Padding& fallback) {
  std::string word;
  return take_option(name, &word) ? to_padding(word, name) : fallback;
}

bool ArgumentReader::flag(const char* name) {
  const auto found = std::find(words_.begin(), words_.end(), name);
  if (found == words_.end()) return false;
  words_.erase(found);
  return true;
}

void ArgumentReader::finish() const {
  if (!words_.empty()) {
    throw ShapeError(
        fmt::format("found '{}', expected no further argument", fmt::join(words_, " ")));
  }
}

}  // namespace backbeat::nn
