#pragma once

#include <filesystem>

#include "audio/decode/mono_reader.h"
#include "audio/mono.h"

// Bytes on disk to mono samples. The file's content decides how it is read, never its extension.
namespace backbeat::audio {

struct Decoded : Reading {
  Mono audio;
};

/// All of `range` at once. Throws DecodeError as MonoReader does.
Decoded decode(const std::filesystem::path& path, const Range& range = {});

}  // namespace backbeat::audio
