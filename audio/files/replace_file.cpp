#include "audio/files/replace_file.h"

#include <atomic>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace backbeat::audio {

void replace_file(const std::filesystem::path& target,
                  const std::function<void(const std::filesystem::path&)>& write) {
  static std::atomic<int> serial = 0;
  std::filesystem::path temporary = target;
  temporary += fmt::format(".{}-{}.tmp", ::getpid(), serial++);
  std::error_code error;
  try {
    write(temporary);
    std::filesystem::rename(temporary, target);
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
