#include "audio/files/replace_file.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
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

/// Removes temporary files of writers of `target` that were killed. Their processes are gone, and
/// they are old: on a disk that several machines share, a process may live on another one.
void remove_left_behind(const std::filesystem::path& target) {
  constexpr std::chrono::hours kOld{1};
  const std::string begin = target.filename().string() + ".";
  std::error_code error;
  std::filesystem::directory_iterator it(target.parent_path() / ".", error);
  for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename();
    int process = 0;
    int serial = 0;
    int length = 0;
    if (!name.starts_with(begin) ||
        std::sscanf(name.c_str() + begin.size(), "%d-%d.tmp%n", &process, &serial, &length) != 2 ||
        begin.size() + static_cast<std::size_t>(length) != name.size()) {
      continue;
    }
    std::error_code unseen;
    const auto age = std::filesystem::file_time_type::clock::now() - it->last_write_time(unseen);
    const bool is_dead = ::kill(process, 0) != 0 && errno == ESRCH;
    if (!unseen && is_dead && age > kOld) std::filesystem::remove(it->path(), unseen);
  }
}

}  // namespace

void replace_file(const std::filesystem::path& target,
                  const std::function<void(const std::filesystem::path&)>& write, Sync sync) {
  static std::atomic<int> serial = 0;
  std::filesystem::path temporary = target;
  temporary += fmt::format(".{}-{}.tmp", ::getpid(), serial++);
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

}  // namespace backbeat::audio
