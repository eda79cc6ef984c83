#!/usr/bin/env python3
"""Classifies thousands of recordings made by formula, some of them broken in a dozen ways, and counts the answers.

  tests/reliability/many_files.py BIN [--files 10000] [--broken 0.01] [--seed 1]

Every file must be answered or refused exactly once, in the order of the input for any number of threads, and memory
must not grow with the number of files. Then the run is killed again and again and gone on with by --resume-output,
which must end with the same bytes. Prints what was found; exit code 1 where something was not as it must be.
"""
import argparse
import json
import math
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

RATE = 22050
SECONDS = 1


def recording(rng):
    """A WAV file of a few sines."""
    tones = [(rng.uniform(80, 4000), rng.uniform(500, 4000)) for _ in range(3)]
    samples = [int(sum(a * math.sin(2 * math.pi * f * t / RATE) for f, a in tones)) for t in range(SECONDS * RATE)]
    data = struct.pack(f"<{len(samples)}h", *samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16,
                       b"data", len(data))
    return head + data


def broken(good, kind):
    """The same file broken in one of a dozen ways."""
    return [b"", good[:20], good[:44], b"only words, and not a single sample", good[:44] + bytes(len(good) - 44),
            good[:44] + good[44:144], b"\0" * 5000, good[:24] + b"\xff" * 4 + good[28:], good[:22] + b"\0\0" + good[24:],
            b"RIFX" + good[4:], b"ID3\x03\0\0\0\0\0\0" * 300, good[:34] + b"\x07\0" + good[36:]][kind % 12]


def make(folder, files, share, rng):
    """Paths, and which of them are broken; recordings that are equal are links, so that a disk can hold them."""
    pool = []
    for i in range(200):
        path = folder / f"pool_{i}.wav"
        path.write_bytes(recording(rng))
        pool.append(path)
    paths = []
    bad = set()
    for i in range(files):
        path = folder / "music" / f"{i % 100:02}" / f"{i:06}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        source = rng.choice(pool)
        if rng.random() < share:
            path.write_bytes(broken(source.read_bytes(), len(bad)))
            bad.add(str(path.relative_to(folder)))
        else:
            os.link(source, path)
        paths.append(str(path.relative_to(folder)))
    return sorted(paths), bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", metavar="BIN", type=pathlib.Path, help="folder of the programs")
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--broken", type=float, default=0.01, help="share of the files")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    complaints = []

    def expect(what, good):
        print(f"{'ok' if good else 'NOT SO'}: {what}", flush=True)
        if not good:
            complaints.append(what)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        paths, bad = make(folder, options.files, options.broken, rng)
        predict = [options.programs.resolve() / "backbeat-predict", "--format", "jsonl", "--quiet"]

        def run(*more, inputs=("music",)):
            output = folder / "output"
            with output.open("wb") as stream:
                done = subprocess.Popen(predict + list(inputs) + list(more), cwd=folder, stdout=stream,
                                        stderr=subprocess.DEVNULL)
                _, status, usage = os.wait4(done.pid, 0)
            return os.waitstatus_to_exitcode(status), output.read_bytes(), usage.ru_maxrss / 1024

        begin = time.monotonic()
        code, whole, mib = run("--threads", "2")
        seconds = time.monotonic() - begin
        lines = [json.loads(line) for line in whole.splitlines()]
        expect(f"{len(paths)} files, each answered or refused once, in order", [line["path"] for line in lines] == paths)
        refused = {line["path"] for line in lines if "error" in line}
        print(f"{len(bad)} broken, {len(refused)} refused, {len(bad - refused)} of the broken answered all the same")
        expect("no good file is refused, exit code 1", refused <= bad and code == 1)
        for threads in "1", "3":
            expect(f"{threads} threads: the same bytes", run("--threads", threads)[1] == whole)
        few = run("--threads", "2", inputs=[f"music/{i:02}" for i in range(10)])[2]
        expect(f"memory: {mib:.0f} MiB, and {few:.0f} MiB for a tenth of the files", mib < 1.2 * few)

        resumed = folder / "resumed"
        kills = 0
        while True:
            process = subprocess.Popen(predict + ["music", "--resume-output", resumed, "--threads", "2"], cwd=folder,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=rng.uniform(0.1, 0.5 * seconds))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
        expect(f"{kills} kills, gone on with --resume-output: the same bytes", resumed.read_bytes() == whole)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
