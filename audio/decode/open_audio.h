#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audio/decode/block_reader.h"
#include "audio/decode/decode_error.h"

// Which of the decoders a file is for.
namespace backbeat::audio {

/// Opens a file by its content. Throws DecodeError where it is missing, not a file, empty, not
/// audio, or its header states a channel count or sample rate that no recording has.
std::unique_ptr<BlockReader> open_audio(const std::filesystem::path& path);

/// Names of the formats this build reads, for example {"AIFF", "AU", "FLAC", "MP3", ...}.
std::vector<std::string> supported_formats();

/// Whether a file of this extension may be audio: used only when a folder is walked.
bool has_audio_extension(const std::filesystem::path& path);

}  // namespace backbeat::audio
