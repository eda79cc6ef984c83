#include "apps/files/safetensors_file.h"

#include <ostream>

#include "apps/files/atomic_file.h"

namespace backbeat::apps {

void write_safetensors(const std::filesystem::path& path, const nn::TensorFile& file) {
  write_atomically(path, [&](std::ostream& stream) { nn::write_safetensors(stream, file); });
}

}  // namespace backbeat::apps
