// A disk that fails on demand, for programs that are started with this library in LD_PRELOAD:
//
//   FAILING_NAME   files whose name holds it fail, when they are written
//   FAILING_HOW    full    no room after 100 bytes of each (ENOSPC)
//                  short   takes one byte at a time, which is no error
//                  open    can not be opened (EACCES)
//                  sync    loses what it has not synced (EIO)
//                  rename  can not be renamed (EIO)

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <sys/uio.h>

namespace {

constexpr std::size_t kRoom = 100;
constexpr std::size_t kDescriptors = 1024;

struct Watched {
  std::atomic<bool> is = false;
  std::atomic<std::size_t> written = 0;
};
std::array<Watched, kDescriptors> watched;

bool fails(const char* how) {
  const char* chosen = std::getenv("FAILING_HOW");
  return chosen != nullptr && std::strcmp(chosen, how) == 0;
}

bool is_meant(const char* path) {
  const char* name = std::getenv("FAILING_NAME");
  return name != nullptr && std::strstr(path, name) != nullptr;
}

bool is_watched(int descriptor) {
  return descriptor >= 0 && static_cast<std::size_t>(descriptor) < kDescriptors &&
         watched[static_cast<std::size_t>(descriptor)].is;
}

void watch(int descriptor, bool is) {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= kDescriptors) return;
  watched[static_cast<std::size_t>(descriptor)].is = is;
  watched[static_cast<std::size_t>(descriptor)].written = 0;
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

/// How many of `size` bytes the disk takes; -1: none.
ssize_t room_for(int descriptor, std::size_t size) {
  Watched& file = watched[static_cast<std::size_t>(descriptor)];
  if (fails("short")) return size > 0 ? 1 : 0;
  if (!fails("full")) return static_cast<ssize_t>(size);
  if (file.written >= kRoom) {
    errno = ENOSPC;
    return -1;
  }
  const std::size_t taken = size < kRoom - file.written ? size : kRoom - file.written;
  file.written += taken;
  return static_cast<ssize_t>(taken);
}

int opened(int descriptor, const char* path, bool writes) {
  watch(descriptor, writes && is_meant(path));
  return descriptor;
}

bool refused(const char* path, bool writes) {
  if (!writes || !is_meant(path) || !fails("open")) return false;
  errno = EACCES;
  return true;
}

int open_as(const char* symbol, const char* path, int flags, unsigned mode) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (refused(path, writes)) return -1;
  return opened(next<int (*)(const char*, int, ...)>(symbol)(path, flags, mode), path, writes);
}

std::FILE* fopen_as(const char* symbol, const char* path, const char* mode) {
  const bool writes = std::strpbrk(mode, "wa+") != nullptr;
  if (refused(path, writes)) return nullptr;
  std::FILE* file = next<std::FILE* (*)(const char*, const char*)>(symbol)(path, mode);
  if (file != nullptr) opened(fileno(file), path, writes);
  return file;
}

}  // namespace

// NOLINTBEGIN(cert-dcl50-cpp, readability-identifier-naming): the system's functions
extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = va_arg(arguments, unsigned);
  va_end(arguments);
  return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = va_arg(arguments, unsigned);
  va_end(arguments);
  return open_as("open64", path, flags, mode);
}

std::FILE* fopen(const char* path, const char* mode) {
  return fopen_as("fopen", path, mode);
}

std::FILE* fopen64(const char* path, const char* mode) {
  return fopen_as("fopen64", path, mode);
}

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  if (is_watched(descriptor)) {
    const ssize_t room = room_for(descriptor, size);
    if (room < 0) return room;
    size = static_cast<std::size_t>(room);
  }
  return next<ssize_t (*)(int, const void*, std::size_t)>("write")(descriptor, bytes, size);
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  if (!is_watched(descriptor)) {
    return next<ssize_t (*)(int, const iovec*, int)>("writev")(descriptor, parts, count);
  }
  for (int i = 0; i < count; ++i) {  // the first part alone is a short write
    if (parts[i].iov_len > 0) return write(descriptor, parts[i].iov_base, parts[i].iov_len);
  }
  return 0;
}

int fsync(int descriptor) {
  // Synced through a descriptor of its own, which was opened to read.
  if (fails("sync")) {
    std::array<char, 4096> path{};
    std::array<char, 64> link{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
    if (readlink(link.data(), path.data(), path.size() - 1) > 0 && is_meant(path.data())) {
      errno = EIO;
      return -1;
    }
  }
  return next<int (*)(int)>("fsync")(descriptor);
}

int rename(const char* from, const char* to) {
  if (fails("rename") && is_meant(to)) {
    errno = EIO;
    return -1;
  }
  return next<int (*)(const char*, const char*)>("rename")(from, to);
}

}  // extern "C"
// NOLINTEND(cert-dcl50-cpp, readability-identifier-naming)
