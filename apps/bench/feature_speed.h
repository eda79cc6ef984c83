#pragma once

#include <filesystem>
#include <vector>

#include "audio/features/log_mel.h"

// How fast the front end is, on one thread.
namespace backbeat::apps {

/// Seconds that each stage of the front end took for one file.
struct StageTimes {
  double audio_s = 0.0;  ///< length of the file
  double decode_s = 0.0;
  double mix_s = 0.0;  ///< to mono
  double resample_s = 0.0;
  double log_mel_s = 0.0;

  double total_s() const { return decode_s + mix_s + resample_s + log_mel_s; }
};

/// Decodes `path` to a spectrogram, again and again for `seconds`, at least three times: the median
/// of each stage. `log_mel` is for the rate that the file is resampled to.
/// Throws audio::DecodeError.
StageTimes measure_stages(const std::filesystem::path& path, audio::LogMel& log_mel,
                          double seconds);

/// Seconds for the log-mel spectrogram of `samples`: the median, as above.
double measure_log_mel(const std::vector<float>& samples, audio::LogMel& log_mel, double seconds);

/// Seconds for resampling `samples`: the median, as above.
double measure_resample(const std::vector<float>& samples, int from_hz, int to_hz, double seconds);

/// Seconds for the spectrograms of all `files` on `threads` threads, nothing read from a cache.
/// Throws audio::DecodeError where a file can not be used.
double measure_files(const std::vector<std::filesystem::path>& files,
                     const audio::FeatureSettings& settings, int threads);

}  // namespace backbeat::apps
