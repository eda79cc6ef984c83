#!/usr/bin/env python3
"""Training and inference: Backbeat beside PyTorch, on random numbers. Prints Markdown tables.

  cmake --preset release -DBACKBEAT_BENCH=ON && cmake --build --preset release --target programs fma_peak
  tests/bench/compare_pytorch.py                                  # everything: about half an hour
  tests/bench/compare_pytorch.py --parts train --nets short_chunk --threads 1 --rounds 1

Machines are shared and noisy, so both programs take turns, each in a process of its own, and what
counts is the ratio of the medians over all rounds. PyTorch gets what a guide to tuning it would say:
channels-last tensors, freed memory kept, huge pages, AVX-512 kernels where the processor has them, the
name of the processor's kind for OpenBLAS, and frozen TorchScript to answer with. GFLOP/s counts
convolutions and linear layers: forward, and in training the gradients of weights and inputs. CPU s/s near
the number of threads says that nothing else took the processor. Parts: train, infer, mlp (the book's
10-40-40-5 program), cold (a file of 30 s in, a class out, whole processes).
Debian packages: python3-torch, python3-torchaudio, python3-soundfile, libopenblas0-pthread.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import wave

import measuring
import requirements
import side_by_side

CHILD = pathlib.Path(__file__).resolve().parent / "pytorch_child.py"


def tuned_environment():
    """What a guide to tuning PyTorch sets. OpenBLAS takes new processors for old ones."""
    with open("/proc/cpuinfo") as file:
        avx512 = " avx512f" in file.read()
    return {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000",
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
            "ATEN_CPU_CAPABILITY": "avx512" if avx512 else "avx2",
            "OPENBLAS_CORETYPE": "SKYLAKEX" if avx512 else "HASWELL", **os.environ}


def pytorch_environment(threads):
    return {**tuned_environment(), "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}


def pytorch_command(**job):
    return [sys.executable, str(CHILD), json.dumps(job)]


def run_pytorch(options, **job):
    return measuring.run_json(pytorch_command(seconds=options.seconds, **job), options,
                              pytorch_environment(job["threads"]))


def compare_mlp(options):
    def row(threads):
        ours, pytorch = side_by_side.compare(options, lambda: measuring.run_ours(options, "mlp", threads),
                                             lambda: run_pytorch(options, what="mlp", threads=threads))
        return [threads, *side_by_side.times(ours, pytorch),
                side_by_side.of_both(ours, pytorch, "cpu_s_per_s", ".2f"),
                side_by_side.of_both(ours, pytorch, "peak_memory_mib", ".0f")]

    measuring.print_table("mlp: the book's program, 1000 steps of a 10-40-40-5 network",
                          ["threads", *side_by_side.times_head("PyTorch"), "CPU s/s", "peak MiB"],
                          map(row, options.threads))


def write_clip(path):
    """30 s of noise, stereo, 44.1 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
        file.writeframes(random.Random(1).randbytes(4 * 30 * 44100))


def write_model(options, net, folder):
    """Trains `net` for one short epoch: what it answers does not matter here."""
    programs, music, model = options.build_dir / "bin", folder / "music", folder / f"{net}.safetensors"
    if not music.exists():
        subprocess.run([programs / "backbeat-synth", music, "--clips", "1", "--duration-s", "3", "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
    subprocess.run([programs / "backbeat-train", music, "--out", model, "--net", net, "--epochs", "1",
                    "--valid-fraction", "0", "--cache", "none", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return model


def run_process(options, command, environment):
    """Seconds and memory of a process from its start to its end."""
    measuring.wait_until_quiet(options.wait)
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]}: found exit code {process.returncode}, expected 0")
    return {"median_s": seconds, "peak_memory_mib": usage.ru_maxrss / 1024}


def compare_cold_start(options):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        clip = folder / "clip.wav"
        write_clip(clip)

        def row(net, threads):
            program = options.build_dir / "bin/backbeat-predict"
            ours = [program, "--model", write_model(options, net, folder), clip, "--threads", str(threads)]
            pytorch = pytorch_command(what="predict", net=net, threads=threads, clip=str(clip))
            turns = {"ours": lambda: run_process(options, ours, os.environ),
                     "pytorch": lambda: run_process(options, pytorch, pytorch_environment(threads))}
            measuring.take_turns(1, turns)  # files are read from disk once
            ours, pytorch = measuring.take_turns(options.rounds, turns).values()
            return [net, threads, *side_by_side.times(ours, pytorch),
                    side_by_side.of_both(ours, pytorch, "peak_memory_mib", ".0f")]

        measuring.print_table("cold: from a WAV file of 30 s to its class, whole processes",
                              ["net", "threads", *side_by_side.times_head("PyTorch"), "peak MiB"],
                              (row(net, threads) for net in options.nets for threads in options.threads))


def compare_networks(options, what, batches):
    def run_peer(net, batch, threads):
        return run_pytorch(options, what=what, net=net, batch=batch, threads=threads)

    side_by_side.compare_networks(options, "PyTorch", run_peer, what=what, batches=batches)


PARTS = {"train": lambda options: compare_networks(options, "train", [32]),
         "infer": lambda options: compare_networks(options, "infer", [1, 32]),
         "mlp": compare_mlp,
         "cold": compare_cold_start}


def check_requirements(options):
    programs = ["bin/backbeat-bench", "bin/backbeat-predict", "bin/backbeat-synth", "bin/backbeat-train"]
    if not options.peak and {"train", "infer"} & set(options.parts):
        programs.append("bench/fma_peak")
    requirements.require_programs(*(options.build_dir / program for program in programs))
    requirements.require_modules("torch", *(["torchaudio", "soundfile"] if "cold" in options.parts else []))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", type=measuring.words, default=list(PARTS), help=f"of {', '.join(PARTS)}")
    side_by_side.add_options(parser)
    options = parser.parse_args()
    check_requirements(options)
    for part in options.parts:
        PARTS[part](options)


if __name__ == "__main__":
    main()
