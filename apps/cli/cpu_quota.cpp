#include "apps/cli/cpu_quota.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace backbeat::apps {
namespace {

namespace fs = std::filesystem;

/// This process's group in each of the two kinds of hierarchies that limit processor time.
struct Groups {
  fs::path v1, v2;
};

/// A hierarchy, whose group `top` is seen at `folder`.
struct Mount {
  fs::path top, folder;
  std::string type, options;
};

bool has_word(std::string words, const std::string& word) {
  std::ranges::replace(words, ',', ' ');
  std::istringstream stream(words);
  for (std::string found; stream >> found;) {
    if (found == word) return true;
  }
  return false;
}

/// Lines "4:cpu,cpuacct:/group" of version 1 and "0::/group" of version 2.
Groups read_groups(const fs::path& file) {
  Groups groups;
  std::ifstream stream(file);
  std::string number;
  std::string controllers;
  std::string group;
  while (std::getline(stream, number, ':') && std::getline(stream, controllers, ':') &&
         std::getline(stream, group)) {
    if (controllers.empty()) groups.v2 = group;
    if (has_word(controllers, "cpu")) groups.v1 = group;
  }
  return groups;
}

/// "32 31 0:29 TOP FOLDER rw shared:9 - TYPE SOURCE OPTIONS", as proc(5) explains it.
Mount parse_mount(const std::string& line) {
  std::istringstream stream(line);
  Mount mount;
  std::string skipped;
  std::string top;
  std::string folder;
  stream >> skipped >> skipped >> skipped >> top >> folder;
  while (stream >> skipped && skipped != "-") continue;
  stream >> mount.type >> skipped >> mount.options;
  mount.top = top;
  mount.folder = folder;
  return mount;
}

/// "QUOTA PERIOD", in one file or two; QUOTA is "max" or -1 where there is none.
double quota_of(const fs::path& group) {
  std::stringstream text;
  for (const char* name : {"cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us"}) {
    if (std::ifstream file(group / name); file) text << file.rdbuf() << ' ';
  }
  double quota_us = 0.0;
  double period_us = 0.0;
  const bool limited = text >> quota_us >> period_us && quota_us > 0.0 && period_us > 0.0;
  return limited ? quota_us / period_us : std::numeric_limits<double>::infinity();
}

/// The smallest quota of `group` and the groups above it, as far as `mount` shows them: a container
/// may see its own group as the top, and still be told the group's name outside.
double smallest_quota(const fs::path& root, const Mount& mount, const fs::path& group) {
  fs::path below = group.lexically_relative(mount.top);
  if (below.empty() || *below.begin() == "..") below.clear();
  double quota = std::numeric_limits<double>::infinity();
  for (;; below = below.parent_path()) {
    quota = std::min(quota, quota_of(root / mount.folder.relative_path() / below));
    if (below.empty()) return quota;
  }
}

}  // namespace

double cpu_quota(const fs::path& root) {
  const Groups groups = read_groups(root / "proc/self/cgroup");
  double quota = std::numeric_limits<double>::infinity();
  std::ifstream mounts(root / "proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const Mount mount = parse_mount(line);
    if (mount.type == "cgroup2") quota = std::min(quota, smallest_quota(root, mount, groups.v2));
    if (mount.type == "cgroup" && has_word(mount.options, "cpu")) {
      quota = std::min(quota, smallest_quota(root, mount, groups.v1));
    }
  }
  return quota;
}

}  // namespace backbeat::apps
