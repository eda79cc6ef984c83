#include "audio/decode/ffmpeg/module.h"

#include "audio/decode/ffmpeg/formats.h"
#include "audio/decode/ffmpeg/reader.h"

extern "C" {
[[gnu::visibility("default")]] extern const backbeat::audio::Reader backbeat_ffmpeg_module;
const backbeat::audio::Reader backbeat_ffmpeg_module{
    .open = &backbeat::audio::ffmpeg::open_reader,
    .formats = &backbeat::audio::ffmpeg::format_names,
    .is_extension = &backbeat::audio::ffmpeg::is_format_extension};
}
