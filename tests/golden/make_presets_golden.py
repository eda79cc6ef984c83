"""Writes audio/chirp_22k.PRESET.npy: the front ends of published networks, by their formulas.

    /usr/bin/python3 tests/golden/make_presets_golden.py      # needs python3-numpy

Everything is float64 and written down from the networks' own descriptions, without the code of audio/: frames as
rows, one matrix of filters, numpy.fft. The signal is the first half second of chirp_22k.wav, taken as if it had
been sampled at the preset's rate.
"""

import pathlib
import wave

import numpy

FOLDER = pathlib.Path(__file__).parent / "audio"
SAMPLES = 11025


def signal():
    with wave.open(str(FOLDER / "chirp_22k.wav")) as file:
        assert file.getnchannels() == 1 and file.getsampwidth() == 2
        samples = numpy.frombuffer(file.readframes(SAMPLES), "<i2")
    return samples / 32768.0


def hann(length, periodic=True):
    return 0.5 - 0.5 * numpy.cos(2 * numpy.pi * numpy.arange(length) / (length if periodic else length - 1))


def power_spectra(x, n_fft, hop, window, pad):
    """Power, (frames, n_fft / 2 + 1). A window shorter than n_fft is centred in it, unless frames are not."""
    if pad is None:
        frames = [x[i:i + len(window)] * window for i in range(0, len(x) - len(window) + 1, hop)]
    else:
        x = numpy.pad(x, n_fft // 2, mode=pad)
        before = (n_fft - len(window)) // 2
        whole = numpy.pad(window, (before, n_fft - len(window) - before))
        frames = [x[i:i + n_fft] * whole for i in range(0, len(x) - n_fft + 1, hop)]
    return numpy.abs(numpy.fft.rfft(frames, n_fft)) ** 2


def slaney(hz):
    hz = numpy.asarray(hz, float)
    return numpy.where(hz < 1000, hz * 3 / 200,
                       15 + 27 * numpy.log(numpy.maximum(hz, 1e-3) / 1000) / numpy.log(6.4))


def slaney_hz(mel):
    return numpy.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))


def htk(hz):
    return 2595 * numpy.log10(1 + numpy.asarray(hz, float) / 700)


def htk_hz(mel):
    return 700 * (10 ** (mel / 2595) - 1)


def kaldi(hz):
    return 1127 * numpy.log(1 + numpy.asarray(hz, float) / 700)


def triangles(at, corners):
    """(bins, bands): each rises from one corner to the next and falls to the one after."""
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rise = (at[:, None] - left) / (centre - left)
    fall = (right - at[:, None]) / (right - centre)
    return numpy.maximum(0, numpy.minimum(rise, fall))


def bands_in_hz(rate, n_fft, n_mels, low, high, to_mel, to_hz, unit_area):
    hz = to_hz(numpy.linspace(to_mel(low), to_mel(high), n_mels + 2))
    filters = triangles(numpy.arange(n_fft // 2 + 1) * rate / n_fft, hz)
    return filters * (2 / (hz[2:] - hz[:-2])) if unit_area else filters


def bands_in_mel(rate, n_fft, n_mels, low, high, to_mel):
    corners = numpy.linspace(to_mel(low), to_mel(high), n_mels + 2)
    filters = triangles(to_mel(numpy.arange(n_fft // 2 + 1) * rate / n_fft), corners)
    filters[0] = filters[-1] = 0  # neither the constant nor half the rate
    return filters


def musicnn(x):
    power = power_spectra(x, 512, 256, hann(512), "constant")
    mel = power @ bands_in_hz(16000, 512, 96, 0, 8000, slaney, slaney_hz, True)
    return numpy.log10(1 + 10000 * mel)


def efficientat(x):
    x = x[1:] - 0.97 * x[:-1]
    power = power_spectra(x, 1024, 320, hann(800, periodic=False), "reflect")
    mel = power @ bands_in_mel(32000, 1024, 128, 0, 15000, kaldi)
    return (numpy.log(mel + 1e-5) + 4.5) / 5


def audioset(x, offset):
    magnitude = numpy.sqrt(power_spectra(x, 512, 160, hann(400), None))
    return numpy.log(magnitude @ bands_in_mel(16000, 512, 64, 125, 7500, htk) + offset)


def openl3(x):
    power = power_spectra(x, 2048, 242, hann(2048), "constant")
    mel = power @ bands_in_hz(48000, 2048, 256, 0, 24000, htk, htk_hz, True)
    db = 10 * numpy.log10(numpy.sqrt(numpy.maximum(mel, 1e-20)))
    return numpy.maximum(db - db.max(), -80)


def panns(x):
    power = power_spectra(x, 1024, 320, hann(1024), "reflect")
    mel = power @ bands_in_hz(32000, 1024, 64, 50, 14000, slaney, slaney_hz, True)
    return 10 * numpy.log10(numpy.maximum(mel, 1e-10))


if __name__ == "__main__":
    presets = {"musicnn": musicnn, "efficientat": efficientat, "yamnet": lambda x: audioset(x, 0.001),
               "vggish": lambda x: audioset(x, 0.01), "openl3": openl3, "panns": panns}
    for name, front_end in presets.items():
        values = front_end(signal()).T.astype(numpy.float32)
        numpy.save(FOLDER / f"chirp_22k.{name}.npy", numpy.ascontiguousarray(values))
        print(name, values.shape, values.min(), values.max())
