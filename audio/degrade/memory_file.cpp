#include "audio/degrade/memory_file.h"

#include <algorithm>
#include <cstring>

namespace backbeat::audio {
namespace {

MemoryFile& file_of(void* user) {
  return *static_cast<MemoryFile*>(user);
}

sf_count_t length(void* user) {
  return static_cast<sf_count_t>(file_of(user).bytes.size());
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
  MemoryFile& file = file_of(user);
  const sf_count_t from = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? file.position
                                               : length(user);
  return file.position = std::max<sf_count_t>(from + offset, 0);
}

sf_count_t read(void* data, sf_count_t count, void* user) {
  MemoryFile& file = file_of(user);
  count = std::clamp<sf_count_t>(length(user) - file.position, 0, count);
  if (count == 0) return 0;
  std::memcpy(data, file.bytes.data() + file.position, static_cast<std::size_t>(count));
  file.position += count;
  return count;
}

sf_count_t write(const void* data, sf_count_t count, void* user) {
  MemoryFile& file = file_of(user);
  const auto end = static_cast<std::size_t>(file.position + count);
  if (file.bytes.size() < end) file.bytes.resize(end);
  std::memcpy(file.bytes.data() + file.position, data, static_cast<std::size_t>(count));
  file.position += count;
  return count;
}

sf_count_t tell(void* user) {
  return file_of(user).position;
}

}  // namespace

SndfileHandle MemoryFile::open(int mode, SF_INFO& info, std::string& reason) {
  SF_VIRTUAL_IO callbacks{length, seek, read, write, tell};
  return open_handle([&] { return sf_open_virtual(&callbacks, mode, &info, this); }, reason);
}

}  // namespace backbeat::audio
