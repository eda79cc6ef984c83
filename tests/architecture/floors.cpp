#include "tests/architecture/floors.h"

#include <regex>
#include <sstream>
#include <stdexcept>

namespace backbeat::architecture {
namespace {

/// Adds what is used by way of another folder.
void close(std::map<std::string, std::set<std::string>>& folders) {
  for (std::size_t step = 0; step < folders.size(); ++step) {
    for (auto& [folder, used] : folders) {
      for (const std::string& other : std::set(used))
        used.insert(folders[other].begin(), folders[other].end());
    }
  }
}

}  // namespace

Floors read_floors(const std::string& markdown) {
  static const std::regex subgraph(R"(\s*subgraph (\w+))"), box(R"re(\s*\w+\["(.*)"\])re"),
      end(R"(\s*end)"), room(R"(\w+/)"), arrow(R"(\s*(\w+) --> (\w+))"),
      neither(R"(\s*(flowchart LR|direction TB|\w+( ~~~ \w+)+)?)");
  Floors floors;
  std::istringstream stream(markdown);
  std::string folder;
  int floor = 0;
  bool in_picture = false;
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (!in_picture) {
      in_picture = line == "```mermaid";
    } else if (line == "```") {
      break;
    } else if (std::regex_match(line, match, subgraph)) {
      folder = match[1];
      floor = 0;
    } else if (std::regex_match(line, match, box)) {
      ++floor;
      const std::string rooms = match[1];
      for (std::sregex_iterator it(rooms.begin(), rooms.end(), room), none; it != none; ++it) {
        const std::string name = it->str();
        floors.of_room[name == folder + "/" ? name : folder + "/" + name] = floor;
      }
    } else if (std::regex_match(line, match, arrow)) {
      floors.folders[match[1]].insert(match[2]);
    } else if (!std::regex_match(line, end) && !std::regex_match(line, neither)) {
      throw std::runtime_error(
          "CONTRIBUTING.md: the picture of the floors: found '" + line +
          "', expected a subgraph, a box of rooms or an arrow between folders");
    }
  }
  close(floors.folders);
  return floors;
}

}  // namespace backbeat::architecture
