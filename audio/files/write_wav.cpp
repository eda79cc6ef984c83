#include "audio/files/write_wav.h"

#include <memory>
#include <sndfile.h>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/files/replace_file.h"

namespace backbeat::audio {
namespace {

void write_samples(const std::filesystem::path& temporary, const std::filesystem::path& target,
                   const Mono& audio) {
  const auto fail = [&](SNDFILE* file) {
    throw std::runtime_error(fmt::format("{}: found \"{}\", expected to write {} samples as WAV",
                                         target.string(), sf_strerror(file), audio.samples.size()));
  };
  SF_INFO info{.frames = 0,
               .samplerate = audio.sample_rate_hz,
               .channels = 1,
               .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16,
               .sections = 0,
               .seekable = 0};
  SNDFILE* const opened = sf_open(temporary.c_str(), SFM_WRITE, &info);
  if (opened == nullptr) fail(nullptr);
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(opened, sf_close);
  sf_command(opened, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const auto count = static_cast<sf_count_t>(audio.samples.size());
  if (sf_write_float(opened, audio.samples.data(), count) != count) fail(opened);
  // A full disk may show only when the header is completed.
  if (sf_close(file.release()) != 0) fail(nullptr);
}

}  // namespace

void write_wav(const std::filesystem::path& path, const Mono& audio) {
  const auto write = [&](const std::filesystem::path& temporary) {
    write_samples(temporary, path, audio);
  };
  replace_file(path, write, Sync::kNo);
}

}  // namespace backbeat::audio
