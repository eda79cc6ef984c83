#include "nn/files/mapped_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

/// An open file, closed by its scope: the mapping outlives it. A pipe is not waited for.
struct Descriptor {
  explicit Descriptor(const char* path) : number(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number;
};

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const auto fail = [&](const char* reason) {
    throw FormatError(fmt::format("{}: can not be read: {}", path.string(), reason));
  };
  const Descriptor file(path.c_str());
  struct stat status {};
  if (file.number < 0 || fstat(file.number, &status) != 0) fail(std::strerror(errno));
  if (S_ISDIR(status.st_mode)) fail(std::strerror(EISDIR));
  if (!S_ISREG(status.st_mode)) fail("found a pipe or device, expected a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;  // which can not be mapped
  // All of it will be read: one call now is cheaper than a page fault every few pages.
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.number, 0);
  if (mapped == MAP_FAILED) fail(std::strerror(errno));
  bytes_ = {static_cast<const char*>(mapped), size};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace backbeat::nn
