#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nn/layers/window.h"

// The text form of a network, one node a line:
//
//   name  kind  [arguments]  [frozen]  [output]  [from node ...]      # comment
//
// Without `from` a node takes the node above it. The last node is an output, and so are those that
// say it. What is frozen does not learn: its parameters get no gradient, and it computes as in
// evaluation, from running statistics and without dropout.
namespace backbeat::nn {

/// One line, cut into words. Every message about it begins with where().
struct NodeText {
  std::string name;
  std::string kind;
  std::vector<std::string> arguments;
  bool is_frozen = false;           ///< says `frozen`
  bool is_output = false;           ///< says `output`
  std::vector<std::string> inputs;  ///< names after `from`; empty: the line above
  std::string source;               ///< file name, for messages
  int line = 0;

  std::string where() const;  ///< "small.net:3: node 'c1'"
};

/// Words that stand for numbers, such as {"classes", 10}.
using Symbols = std::map<std::string, int>;

/// Cuts a network's text into lines and words. Symbols among the arguments are replaced by their
/// numbers. Throws ShapeError on a line without a kind, a doubled name or an empty text.
std::vector<NodeText> parse_network_text(std::string_view text, const std::string& source,
                                         const Symbols& symbols);

/// The canonical text: what parse_network_text() read, without comments and symbols.
std::string format_network_text(const std::vector<NodeText>& nodes);

/// Reads the arguments of one line: positional words first, then options by name.
class ArgumentReader {
 public:
  explicit ArgumentReader(const NodeText& node) : words_(node.arguments) {}

  /// The next positional number. Throws ShapeError naming `what` where there is none.
  int integer(const char* what);
  double number(const char* what);
  /// The next positional "3x5"; "3" means "3x3".
  Extent extent(const char* what);
  /// The value after the word `name`, or `fallback` where the word is not there.
  int option(const char* name, int fallback);
  double option(const char* name, double fallback);
  Extent option(const char* name, Extent fallback);
  /// Zeros on each side, "1x2"; "0:1x63:64" where before and after differ.
  Padding option(const char* name, const Padding& fallback);
  /// Whether the word `name` is there.
  bool flag(const char* name);
  /// Throws ShapeError where a word has not been read.
  void finish() const;

 private:
  std::string take(const char* what);
  bool take_option(const char* name, std::string* value);

  std::vector<std::string> words_;
};

}  // namespace backbeat::nn
