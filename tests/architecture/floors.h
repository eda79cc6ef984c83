#pragma once

#include <map>
#include <set>
#include <string>

// The picture of the floors in CONTRIBUTING.md, which is the rule and not only its picture.
namespace backbeat::architecture {

struct Floors {
  std::map<std::string, int> of_room;                    ///< "apps/training/": 3; 1 is the highest
  std::map<std::string, std::set<std::string>> folders;  ///< "datasets": {"audio"}, what it may use
};

/// Reads the picture: `subgraph FOLDER` lists its floors from the top, a box `["room/ room/"]` each,
/// in which FOLDER/ means what lies in the folder itself; `a --> b` lets folder a use folder b, and
/// what that one uses. Throws std::runtime_error where a line says neither.
Floors read_floors(const std::string& markdown);

}  // namespace backbeat::architecture
