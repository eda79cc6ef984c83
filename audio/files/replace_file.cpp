#include "audio/files/replace_file.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

/// Waits until the disk has what lies under `path`, a file or a folder.
std::error_code sync_to_disk(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::error_code error(synced ? 0 : errno, std::generic_category());
  if (descriptor >= 0) ::close(descriptor);
  return error;
}

/// A temporary name: the target's, the process that writes and a serial number of it.
std::string temporary_name(const std::string& target, int process, int serial) {
  return fmt::format("{}.{}-{}.tmp", target, process, serial);
}

/// Files of `folder` whose names end as temporary names do.
std::set<std::string> names_of_temporaries(const std::filesystem::path& folder) {
  std::set<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator it(folder, error);
  for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    if (it->path().extension() == ".tmp") names.insert(it->path().filename());
  }
  return names;
}

/// The process in the temporary name `name` of `target`; 0: it is none.
int writer_of(const std::string& name, const std::string& target) {
  int process = 0;
  int serial = 0;
  if (!name.starts_with(target) ||
      std::sscanf(name.c_str() + target.size(), ".%d-%d.tmp", &process, &serial) != 2) {
    return 0;
  }
  return name == temporary_name(target, process, serial) ? process : 0;
}

/// Removes temporary files of writers of `target` that were killed. Their processes are gone, and
/// they are old: on a disk that several machines share, a process may live on another one. A folder
/// is looked at when this process first writes there, for all the files that it will write.
void remove_left_behind(const std::filesystem::path& target) {
  constexpr std::chrono::hours kOld{1};
  static std::mutex mutex;
  static std::map<std::filesystem::path, std::set<std::string>> temporaries;
  const std::filesystem::path folder = target.parent_path() / ".";
  const std::string name = target.filename();
  const std::scoped_lock lock(mutex);
  const auto [entry, is_new] = temporaries.try_emplace(folder);
  if (is_new) entry->second = names_of_temporaries(folder);
  const std::set<std::string>& names = entry->second;
  for (auto it = names.lower_bound(name); it != names.end() && it->starts_with(name); ++it) {
    const int process = writer_of(*it, name);
    const bool is_dead = process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
    if (!is_dead) continue;
    std::error_code unseen;
    const auto written = std::filesystem::last_write_time(folder / *it, unseen);
    const auto age = std::filesystem::file_time_type::clock::now() - written;
    if (!unseen && age > kOld) std::filesystem::remove(folder / *it, unseen);
  }
}

}  // namespace

void replace_file(const std::filesystem::path& target,
                  const std::function<void(const std::filesystem::path&)>& write, Sync sync) {
  static std::atomic<int> serial = 0;
  const std::filesystem::path temporary =
      target.parent_path() / temporary_name(target.filename(), ::getpid(), serial++);
  std::error_code error;
  remove_left_behind(target);
  try {
    write(temporary);
    if (sync == Sync::kYes) {
      if ((error = sync_to_disk(temporary))) {
        throw std::filesystem::filesystem_error("sync", temporary, error);
      }
    }
    std::filesystem::rename(temporary, target);
    // Not every file system can do this to a folder. Without it the old file may come back, whole.
    if (sync == Sync::kYes) sync_to_disk(target.parent_path() / ".");
  } catch (const std::filesystem::filesystem_error& failure) {
    std::filesystem::remove(temporary, error);
    throw std::runtime_error(fmt::format("{}: found \"{}\", expected a path that can be written",
                                         target.string(), failure.code().message()));
  } catch (...) {
    std::filesystem::remove(temporary, error);
    throw;
  }
}

std::optional<std::filesystem::path> replaced_by_writing(const std::filesystem::path& path) {
  using std::filesystem::file_type;
  std::error_code error;
  const file_type type = std::filesystem::symlink_status(path, error).type();
  if (type == file_type::not_found || type == file_type::regular) return path;
  if (type == file_type::symlink && std::filesystem::is_regular_file(path, error)) {
    return std::filesystem::canonical(path, error);
  }
  return std::nullopt;
}

void write_file(const std::filesystem::path& path,
                const std::function<void(const std::filesystem::path&)>& write) {
  if (const auto target = replaced_by_writing(path)) {
    replace_file(*target, write);
  } else {
    write(path);
  }
}

}  // namespace backbeat::audio
