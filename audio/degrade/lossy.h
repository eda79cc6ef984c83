#pragma once

#include <span>
#include <string>
#include <vector>

// Lossy codecs: what is left of a recording that was encoded and decoded again. By libsndfile, in
// memory; rates are those of one channel.
namespace backbeat::audio {

enum class Codec { kMp3, kVorbis, kOpus };

/// Throws std::runtime_error where this libsndfile can not encode `codec`.
void require_encoder(Codec codec);

/// The sample rate that a recording of `sample_rate_hz` is encoded at: its own, or the nearest
/// lower one of the codec's, except that
///
///   MP3     has at most 16 kHz below 32 kbit/s, 22.05 kHz below 48, 32 kHz below 64, as LAME
///           chooses for one channel, and at least 16 kHz above 64 kbit/s, 32 kHz above 160, below
///           which MPEG has no such rates
///   Vorbis  has at most 11.025 kHz below 24 kbit/s and 22.05 kHz below 40: its lowest quality
///           takes more at higher ones
///   Opus    takes the nearest higher of its 8, 12, 16, 24, 48 kHz, and narrows the band itself
int codec_rate_hz(Codec codec, double kbit_s, int sample_rate_hz);

/// A recording as a file.
struct Encoded {
  std::string bytes;
  double kbit_s = 0.0;  ///< of the sound alone, without the headers of the file
};

/// Encodes `samples`, not empty, at codec_rate_hz(). MP3 gets a constant rate. Vorbis and Opus let
/// theirs vary: their setting is sought, in at most six encodings, that takes `kbit_s` within 3 %
/// on average over this recording; one that needs less at the best quality, or more at the worst,
/// gets that. Throws std::runtime_error where libsndfile fails, as require_encoder() does.
Encoded encode(std::span<const float> samples, int sample_rate_hz, Codec codec, double kbit_s);

/// The `n_samples` samples that encode() was given, as they are now: aligned to them.
std::vector<float> decode(const Encoded& encoded, Codec codec, std::size_t n_samples);

/// encode() and decode(), resampled to a rate of the codec's and back: as many samples as before.
std::vector<float> recode(std::span<const float> samples, int sample_rate_hz, Codec codec,
                          double kbit_s);

}  // namespace backbeat::audio
