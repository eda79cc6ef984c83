#include "audio/decode/ffmpeg/formats.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <array>

namespace backbeat::audio::ffmpeg {
namespace {

constexpr std::array kKinds{
    FileKind{"aac", "ADTS", false, false},
    FileKind{"ac3", "AC-3", false, false},
    FileKind{"aiff", "AIFF", false, true},
    FileKind{"amr", "AMR", false, false},
    FileKind{"ape", "Monkey's Audio", true, false},
    FileKind{"asf", "ASF", false, false},
    FileKind{"au", "AU", false, true},
    FileKind{"caf", "CAF", false, true},
    FileKind{"dsf", "DSF", false, false},
    FileKind{"dts", "DTS", false, false},
    FileKind{"eac3", "E-AC-3", false, false},
    FileKind{"flac", "FLAC", false, true},
    FileKind{"iff", "DSDIFF", false, false},
    FileKind{"matroska,webm", "Matroska", false, false},
    FileKind{"mov,mp4,m4a,3gp,3g2,mj2", "MP4", true, false},
    FileKind{"mpc", "Musepack", false, false},
    FileKind{"mpc8", "Musepack", false, false},
    FileKind{"ogg", "Ogg", false, true},
    FileKind{"shn", "Shorten", false, false},
    FileKind{"tak", "TAK", false, false},
    FileKind{"tta", "TTA", true, false},
    FileKind{"w64", "W64", false, true},
    FileKind{"wav", "WAV", false, true},
    FileKind{"wv", "WavPack", true, false},
};

// What people look for in a list of formats: one codec in one kind of file.
struct Format {
  const char* name;
  const char* demuxer;
  AVCodecID codec;
  std::array<std::string_view, 4> extensions;

  bool is_built_in() const {
    return av_find_input_format(demuxer) != nullptr && avcodec_find_decoder(codec) != nullptr;
  }
};

// Of video files only those that music comes in as well.
constexpr std::array kFormats{
    Format{"AAC (ADTS)", "aac", AV_CODEC_ID_AAC, {".aac"}},
    Format{"AAC (M4A, MP4)", "mov", AV_CODEC_ID_AAC, {".m4a", ".m4b", ".mp4"}},
    Format{"AC-3", "ac3", AV_CODEC_ID_AC3, {".ac3"}},
    Format{"ALAC (M4A)", "mov", AV_CODEC_ID_ALAC, {".m4a"}},
    Format{"AMR", "amr", AV_CODEC_ID_AMR_NB, {".amr"}},
    Format{"DSD (DSF)", "dsf", AV_CODEC_ID_DSD_LSBF_PLANAR, {".dsf"}},
    Format{"DSD (DSDIFF)", "iff", AV_CODEC_ID_DSD_MSBF, {".dff"}},
    Format{"DTS", "dts", AV_CODEC_ID_DTS, {".dts"}},
    Format{"E-AC-3", "eac3", AV_CODEC_ID_EAC3, {".eac3", ".ec3"}},
    Format{"Matroska", "matroska", AV_CODEC_ID_VORBIS, {".mka", ".weba", ".webm"}},
    Format{"Monkey's Audio", "ape", AV_CODEC_ID_APE, {".ape"}},
    Format{"Musepack", "mpc", AV_CODEC_ID_MUSEPACK7, {".mpc", ".mp+"}},
    Format{"Ogg Speex", "ogg", AV_CODEC_ID_SPEEX, {".spx"}},
    Format{"Shorten", "shn", AV_CODEC_ID_SHORTEN, {".shn"}},
    Format{"TAK", "tak", AV_CODEC_ID_TAK, {".tak"}},
    Format{"True Audio", "tta", AV_CODEC_ID_TTA, {".tta"}},
    Format{"WavPack", "wv", AV_CODEC_ID_WAVPACK, {".wv"}},
    Format{"Windows Media Audio", "asf", AV_CODEC_ID_WMAV2, {".wma"}},
};

}  // namespace

const FileKind* find_kind(std::string_view demuxer) {
  const auto* const kind =
      std::find_if(kKinds.begin(), kKinds.end(),
                   [&](const FileKind& candidate) { return candidate.demuxer == demuxer; });
  return kind == kKinds.end() ? nullptr : kind;
}

// "AAC (Advanced Audio Coding)" is AAC; AC-3 and DTS are better known by what stands in brackets.
std::string codec_name(int codec_id) {
  const auto id = static_cast<AVCodecID>(codec_id);
  if (id == AV_CODEC_ID_AC3) return "AC-3";
  if (id == AV_CODEC_ID_EAC3) return "E-AC-3";
  if (id == AV_CODEC_ID_DTS) return "DTS";
  const AVCodecDescriptor* const codec = avcodec_descriptor_get(id);
  if (codec == nullptr || codec->long_name == nullptr) return avcodec_get_name(id);
  const std::string_view name = codec->long_name;
  return std::string(name.substr(0, name.find(" (")));
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) {
    if (format.is_built_in()) names.emplace_back(format.name);
  }
  return names;
}

bool is_format_extension(std::string_view extension) {
  return !extension.empty() &&
         std::any_of(kFormats.begin(), kFormats.end(), [&](const Format& format) {
           return format.is_built_in() &&
                  std::find(format.extensions.begin(), format.extensions.end(), extension) !=
                      format.extensions.end();
         });
}

}  // namespace backbeat::audio::ffmpeg
