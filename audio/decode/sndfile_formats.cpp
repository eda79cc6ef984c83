#include "audio/decode/sndfile_formats.h"

#include <algorithm>
#include <array>
#include <sndfile.h>

#include <fmt/format.h>

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

std::vector<std::string> sndfile_formats() {
  std::vector<std::string> names;
  for (int i = 0; i < count(SFC_GET_FORMAT_MAJOR_COUNT); ++i) {
    const SF_FORMAT_INFO format = ask(SFC_GET_FORMAT_MAJOR, i);
    if (format.format == SF_FORMAT_OGG) {
      if (can_hold(SF_FORMAT_OGG, SF_FORMAT_VORBIS)) names.emplace_back("Ogg Vorbis");
      if (can_hold(SF_FORMAT_OGG, SF_FORMAT_OPUS)) names.emplace_back("Ogg Opus");
    } else if (format.format != SF_FORMAT_RAW && format.format != SF_FORMAT_MPEG) {
      names.push_back(short_name(format));
    }
  }
  return names;
}

bool is_sndfile_extension(std::string_view extension) {
  constexpr std::array<std::string_view, 15> kExtensions{
      ".aif",  ".aifc", ".aiff", ".au",  ".caf", ".flac", ".oga", ".ogg",
      ".opus", ".rf64", ".snd",  ".voc", ".w64", ".wav",  ".wave"};
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

}  // namespace backbeat::audio
