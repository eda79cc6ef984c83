#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audio/decode/block_reader.h"

// FFmpeg reads what libmpg123 and libsndfile do not. A build without it (BACKBEAT_FFMPEG=OFF) has
// ffmpeg/absent.cpp for the functions below. Else each of them loads FFmpeg's libraries when it is
// first called; where they can not be loaded there are no formats, and open_ffmpeg() throws.
namespace backbeat::audio {

/// AAC, ALAC, WMA, WavPack and the rest of ffmpeg_formats(), at the file's own rate and channels.
/// Of a file with several streams the audio stream marked as the default, or else the first, is
/// read; the encoder's delay and padding are removed where the file states them. Damaged packets
/// are passed over. Where rate or channels change midway, the rest is converted to the first ones.
/// Gives nothing where the file is none of these. Throws DecodeError where it is one of them and
/// yet can not be read; `reason`, libsndfile's, is given as the cause where libsndfile knows that
/// kind of file too.
std::unique_ptr<BlockReader> open_ffmpeg(const std::filesystem::path& path, std::string& reason);

/// What open_ffmpeg() reads, in the words of supported_formats(), in order.
std::vector<std::string> ffmpeg_formats();

/// Whether files of one of ffmpeg_formats() have this extension: in small letters, with its dot.
bool is_ffmpeg_extension(std::string_view extension);

}  // namespace backbeat::audio
