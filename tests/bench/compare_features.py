#!/usr/bin/env python3
"""The log-mel spectrogram of 30 s of noise, one thread: ours beside other programs.

  OPENBLAS_CORETYPE=SKYLAKEX tests/bench/compare_features.py [--bench PROGRAM] [--rounds N] [--seconds S]

Machines are shared and noisy, so the programs take turns, and what counts is the ratio of the medians
of all rounds. 22050 Hz, n_fft 2048, hop 512, 128 mel bands (Slaney), to dB. Peers are those of librosa,
torchaudio and scipy that Python can import; "scipy" is rfft of strided frames and one matrix product.
OpenBLAS takes new processors for old ones: without OPENBLAS_CORETYPE (SKYLAKEX with AVX-512, ZEN or
HASWELL with AVX2) the peers are slower than they could be. Debian packages: python3-scipy,
python3-torchaudio, libopenblas0-pthread.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import requirements

RATE, N_FFT, HOP, MELS, SECONDS = 22050, 2048, 512, 128, 30
ROOT = pathlib.Path(__file__).resolve().parents[2]
FILTERS = ROOT / "tests/golden/audio/librosa_mel_filters_22050_2048_128.npy"
PEERS = ("librosa", "torchaudio", "scipy")


def librosa_log_mel():
    import librosa

    return lambda y: librosa.power_to_db(
        librosa.feature.melspectrogram(y=y, sr=RATE, n_fft=N_FFT, hop_length=HOP, n_mels=MELS), top_db=None)


def torchaudio_log_mel():
    import torch
    import torchaudio

    torch.set_num_threads(1)
    mel = torchaudio.transforms.MelSpectrogram(
        RATE, N_FFT, hop_length=HOP, n_mels=MELS, norm="slaney", mel_scale="slaney", pad_mode="constant")
    to_db = torchaudio.functional.amplitude_to_DB
    return lambda y: to_db(mel(torch.from_numpy(y)), 10.0, 1e-10, 0.0).numpy()


def scipy_log_mel():
    import numpy as np
    import scipy.fft

    filters = np.load(FILTERS)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype("f4")

    def log_mel(y):
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(y, N_FFT // 2), N_FFT)[::HOP]
        spectrum = scipy.fft.rfft(frames * window, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        return 10 * np.log10(np.maximum(filters @ power.T, 1e-10))

    return log_mel


def measure_here(peer, seconds):
    """Prints the median of repeated runs: what a child process does."""
    import numpy as np

    y = np.random.default_rng(1).uniform(-0.5, 0.5, SECONDS * RATE).astype("f4")
    log_mel = {"librosa": librosa_log_mel, "torchaudio": torchaudio_log_mel, "scipy": scipy_log_mel}[peer]()
    for _ in range(3):
        log_mel(y)
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        begin = time.perf_counter()
        log_mel(y)
        times.append(time.perf_counter() - begin)
    print(statistics.median(times))


def measure_peer(peer, seconds):
    command = [sys.executable, __file__, "--child", peer, "--seconds", str(seconds)]
    one_thread = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")}
    return float(subprocess.check_output(command, env={**os.environ, **one_thread}))


def measure_ours(bench, seconds):
    command = [bench, "features", "--threads", "1", "--seconds", str(seconds), "--json"]
    return json.loads(subprocess.check_output(command))["log_mel_of_30s_s"]


def can_import(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build/release/bin/backbeat-bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each program in each round")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        return measure_here(options.child, options.seconds)
    requirements.require_programs(options.bench)
    if "OPENBLAS_CORETYPE" not in os.environ:
        print("OPENBLAS_CORETYPE is not set: peers may be slower than they could be", file=sys.stderr)
    times = {name: [] for name in ("backbeat", *(p for p in PEERS if can_import(p)))}
    for _ in range(options.rounds):
        for name in times:
            measure = measure_ours if name == "backbeat" else measure_peer
            times[name].append(measure(options.bench if name == "backbeat" else name, options.seconds))
    ours = statistics.median(times["backbeat"])
    print(f"{'program':<12}{'median ms':>10}{'least ms':>10}{'times ours':>12}")
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"{name:<12}{1e3 * middle:>10.2f}{1e3 * min(values):>10.2f}{middle / ours:>12.2f}")


if __name__ == "__main__":
    main()
