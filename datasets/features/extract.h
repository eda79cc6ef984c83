#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "audio/decode/decode.h"
#include "audio/degrade/degradation.h"
#include "audio/features/log_mel.h"
#include "datasets/dataset.h"

// One recording to what a model sees: the same rules for training and for prediction.
namespace backbeat::datasets {

/// Shorter audio than this says nothing of a genre.
inline constexpr double kMinDuration_s = 0.1;

/// -90 dBFS: below the last bit of 16-bit audio, so dither alone counts as silence.
inline constexpr float kSilentPeak = 3.1622777e-5F;

/// What counts as usable.
enum class Accept {
  kMusic,     ///< not shorter than kMinDuration_s and not silent: what has a genre
  kAnything,  ///< whatever decodes
};

/// The stretch of its file that a clip is.
audio::Range range_of(const Clip& clip);

/// Decodes `range` of `path` and resamples it to `sample_rate_hz` (0: the file's own rate).
/// `degradations` come before, at the file's own rate, by audio::degrade() with seed 1. Throws
/// audio::DecodeError where audio::decode() does, and where the audio, before them, is not as
/// `accept` asks.
audio::Decoded load_mono(const std::filesystem::path& path, const audio::Range& range,
                         int sample_rate_hz, Accept accept = Accept::kMusic,
                         const audio::Degradations& degradations = {});

/// A spectrogram, and what was decoded for it.
struct Features {
  audio::Spectrogram spectrogram;
  double duration_s = 0.0;
  int sample_rate_hz = 0;               ///< that the spectrogram was computed at
  std::int64_t non_finite_samples = 0;  ///< as in audio::Reading: worth a warning when not 0
  std::int64_t missing_frames = 0;
};

struct ExtractOptions {
  audio::FeatureSettings settings;
  Accept accept = Accept::kMusic;
};

/// Takes a spectrogram that comes in parts, each with the frames after those of the one before.
using SpectrogramSink = std::function<void(const audio::Spectrogram& part)>;

/// Recordings to spectrograms, in memory that grows by the spectrogram alone; with degradations by
/// the samples too. One object a thread.
class Extractor {
 public:
  /// Throws std::invalid_argument where audio::validate() does.
  explicit Extractor(const ExtractOptions& options);

  /// Throws audio::DecodeError as load_mono() does, and where the settings do not fit the file's
  /// own rate.
  Features operator()(const std::filesystem::path& path, const audio::Range& range,
                      const audio::Degradations& degradations = {});

  /// The same in memory that does not grow with the recording: the spectrogram goes to `sink` as it
  /// comes, and is empty in what is returned. With top_db it comes in one part, at the end. That the
  /// audio is not as `accept` asks is thrown behind the last part, too.
  Features operator()(const std::filesystem::path& path, const audio::Range& range,
                      const SpectrogramSink& sink);

  const ExtractOptions& options() const { return options_; }

 private:
  Features extract(const std::filesystem::path& path, const audio::Range& range,
                   const audio::Degradations& degradations, const SpectrogramSink& sink);
  audio::LogMel& log_mel(int sample_rate_hz, const std::filesystem::path& path);

  ExtractOptions options_;
  std::map<int, audio::LogMel> log_mels_;  ///< by rate: several only where files keep their own
};

/// What to warn of about `features`, for people; "" where nothing had to be mended.
std::string describe_mending(const Features& features);

}  // namespace backbeat::datasets
