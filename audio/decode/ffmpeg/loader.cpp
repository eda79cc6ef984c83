// ffmpeg_reader.h by a library that is loaded when it is first asked.
#include <dlfcn.h>
#include <system_error>

#include <fmt/format.h>

#include "audio/decode/decode_error.h"
#include "audio/decode/ffmpeg/module.h"
#include "audio/decode/ffmpeg_reader.h"

namespace backbeat::audio {
namespace {

namespace fs = std::filesystem;

struct Loaded {
  const Reader* module = nullptr;
  std::string failure;  ///< why there is none
};

/// Beside the program, in the build folder as where it is installed.
fs::path module_path() {
  std::error_code error;
  const fs::path programs = fs::read_symlink("/proc/self/exe", error).parent_path();
  return (programs / ".." / "lib" / "backbeat" / "ffmpeg.so").lexically_normal();
}

Loaded load() {
  void* const library = dlopen(module_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library == nullptr ? nullptr : dlsym(library, ffmpeg::kModuleSymbol);
  if (symbol == nullptr) return {nullptr, dlerror()};
  return {static_cast<const Reader*>(symbol), {}};
}

/// Never unloaded: readers live in its code.
const Loaded& loaded() {
  static const Loaded loaded = load();
  return loaded;
}

}  // namespace

std::unique_ptr<BlockReader> open_ffmpeg(const fs::path& path, std::string& reason) {
  const auto& [module, failure] = loaded();
  if (module == nullptr) {
    throw DecodeError(
        fmt::format("{}: found \"{}\", and FFmpeg can not be asked, expected audio; {}",
                    path.string(), reason, failure));
  }
  return module->open(path, reason);
}

std::vector<std::string> ffmpeg_formats() {
  const auto* const module = loaded().module;
  return module == nullptr ? std::vector<std::string>{} : module->formats();
}

bool is_ffmpeg_extension(std::string_view extension) {
  const auto* const module = loaded().module;
  return module != nullptr && module->is_extension(extension);
}

}  // namespace backbeat::audio
