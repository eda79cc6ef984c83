#include "audio/decode/formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <sndfile.h>
#include <string_view>

#include <fmt/format.h>

#include "audio/decode/decode.h"
#include "audio/decode/ffmpeg_reader.h"

namespace backbeat::audio {
namespace {

SF_FORMAT_INFO ask(int command, int format) {
  SF_FORMAT_INFO answer{};
  answer.format = format;
  sf_command(nullptr, command, &answer, sizeof(answer));
  return answer;
}

int count(int command) {
  int number = 0;
  sf_command(nullptr, command, &number, sizeof(number));
  return number;
}

// "WAV (Microsoft)" is WAV.
std::string short_name(const SF_FORMAT_INFO& format) {
  if (format.name == nullptr) return "unnamed format";
  const std::string_view name = format.name;
  return std::string(name.substr(0, name.find(" (")));
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

bool can_hold(int major_format, int subtype) {
  const SF_INFO info{.frames = 0,
                     .samplerate = 48000,
                     .channels = 1,
                     .format = major_format | subtype,
                     .sections = 0,
                     .seekable = 0};
  return sf_format_check(&info) != 0;
}

}  // namespace

std::string describe_format(int sndfile_format) {
  return fmt::format("{}, {}",
                     short_name(ask(SFC_GET_FORMAT_INFO, sndfile_format & SF_FORMAT_TYPEMASK)),
                     short_name(ask(SFC_GET_FORMAT_INFO, sndfile_format & SF_FORMAT_SUBMASK)));
}

std::vector<std::string> supported_formats() {
  const auto in_dictionary_order = [](const std::string& a, const std::string& b) {
    return lower_case(a) < lower_case(b);
  };
  std::set<std::string, decltype(in_dictionary_order)> names{"MP3"};
  for (const std::string& name : ffmpeg_formats()) names.insert(name);
  for (int i = 0; i < count(SFC_GET_FORMAT_MAJOR_COUNT); ++i) {
    const SF_FORMAT_INFO format = ask(SFC_GET_FORMAT_MAJOR, i);
    if (format.format == SF_FORMAT_OGG) {
      if (can_hold(SF_FORMAT_OGG, SF_FORMAT_VORBIS)) names.insert("Ogg Vorbis");
      if (can_hold(SF_FORMAT_OGG, SF_FORMAT_OPUS)) names.insert("Ogg Opus");
    } else if (format.format != SF_FORMAT_RAW && format.format != SF_FORMAT_MPEG) {
      names.insert(short_name(format));
    }
  }
  return {names.begin(), names.end()};
}

bool has_audio_extension(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 18> kExtensions{
      ".aif", ".aifc", ".aiff", ".au",   ".caf", ".flac", ".mp2", ".mp3", ".mpga",
      ".oga", ".ogg",  ".opus", ".rf64", ".snd", ".voc",  ".w64", ".wav", ".wave"};
  const std::string extension = lower_case(path.extension().string());
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end() ||
         is_ffmpeg_extension(extension);
}

}  // namespace backbeat::audio
