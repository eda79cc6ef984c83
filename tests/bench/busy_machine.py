#!/usr/bin/env python3
"""What other programs on the machine cost: one thread beside default threads, and an earlier build beside ours.

  cmake --preset release && cmake --build --preset release
  tests/bench/busy_machine.py [--loops 0,1,2,4] [--tasks train,predict,evaluate,tour] [--before BUILD_DIR]

So many busy loops (`while :; do :; done`), each a process, run beside the programs, which take turns. Music is
synthetic: a training on 600 clips of 8 s (seconds of an epoch), eight MP3s of four minutes classified, 600 clips
judged, and the 1000 steps of `backprop-tour train`, whose default is one thread, on one and on all cores. Prints a
Markdown table of medians over all rounds. `--also NAME=VALUE` adds default threads with that variable set.
"""
import argparse
import contextlib
import ctypes
import ctypes.util
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import wave

import measuring
import requirements

SF_FORMAT_MP3 = 0x230082


class SoundInfo(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), *((name, ctypes.c_int) for name in (
        "samplerate", "channels", "format", "sections", "seekable"))]


def write_mp3(wav, mp3):
    """Encodes a WAV file of one channel by libsndfile, which the programs need anyway."""
    library = ctypes.CDLL(ctypes.util.find_library("sndfile"))
    library.sf_open.restype = ctypes.c_void_p
    library.sf_write_short.restype = ctypes.c_int64
    with wave.open(str(wav)) as file:
        info = SoundInfo(0, file.getframerate(), 1, SF_FORMAT_MP3, 0, 0)
        samples = file.readframes(file.getnframes())
    sound = library.sf_open(str(mp3).encode(), 0x20, ctypes.byref(info))
    if not sound:
        raise SystemExit(f"{mp3}: found a libsndfile that can not write MP3, expected 1.1.0 or newer")
    library.sf_write_short(ctypes.c_void_p(sound), samples, ctypes.c_int64(len(samples) // 2))
    library.sf_close(ctypes.c_void_p(sound))


def make_music(options, folder):
    """music/ (600 clips of 8 s), new/ (as many others), songs/ (eight MP3s) and a model, where they are not there."""
    def run(program, *arguments):
        subprocess.check_call([options.build_dir / "bin" / program, *arguments, "--quiet"], stdout=subprocess.DEVNULL)

    if (folder / "model.safetensors").exists():
        return
    run("backbeat-synth", folder / "music", "--clips", "60", "--duration-s", "8")
    run("backbeat-synth", folder / "new", "--clips", "60", "--duration-s", "8", "--seed", "2")
    run("backbeat-synth", folder / "long", "--clips", "1", "--duration-s", "240", "--sample-rate", "44100")
    (folder / "songs").mkdir(exist_ok=True)
    for wav in sorted((folder / "long").rglob("*.wav"))[:8]:
        write_mp3(wav, folder / "songs" / f"{wav.stem}.mp3")
    run("backbeat-train", folder / "music", "--out", folder / "model.safetensors", "--epochs", "1",
        "--cache", folder / "cache")


@contextlib.contextmanager
def busy_loops(count):
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(count)]
    try:
        yield loops
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def ticks_of(process):
    """Processor time of a process that is running, in ticks."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def seconds_of(command, environment):
    begin = time.monotonic()
    subprocess.check_call([str(word) for word in command], env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    return time.monotonic() - begin


def undisturbed(run, loops, others_limit, tries=3):
    """What `run` gives, done again where others than it and the loops took too much of the machine meanwhile."""
    for _ in range(tries):
        def our_ticks():
            children = os.times()
            return (children.children_user + children.children_system) * os.sysconf("SC_CLK_TCK") + sum(
                map(ticks_of, loops))

        begin_ours, (begin_idle, begin) = our_ticks(), measuring.processor_times()
        result = run()
        ours, (idle, end) = our_ticks() - begin_ours, measuring.processor_times()
        others = (end - begin) - (idle - begin_idle) - ours
        if others <= others_limit * (end - begin) + 2:
            return result
        print(f"disturbed: others took {others / max(end - begin, 1):.0%} of the machine", file=sys.stderr)
        time.sleep(1.0)
    return result


def train(bin_dir, folder, arguments, environment):
    """Of an epoch, whatever loading the clips takes."""
    log = folder / "epochs.jsonl"
    seconds_of([bin_dir / "backbeat-train", folder / "music", "--out", folder / "trained.safetensors", "--epochs", "1",
                "--batch-size", "16", "--cache", folder / "cache", "--log", log, "--quiet", *arguments], environment)
    return json.loads(log.read_text())["seconds"]


def predict(bin_dir, folder, arguments, environment):
    return seconds_of([bin_dir / "backbeat-predict", folder / "songs", *arguments], environment)


def evaluate(bin_dir, folder, arguments, environment):
    return seconds_of([bin_dir / "backbeat-evaluate", "--model", folder / "model.safetensors", folder / "new", "--cache",
                       "none", *arguments], environment)


def tour(bin_dir, _, arguments, environment):
    return seconds_of([bin_dir / "backprop-tour", "train", *arguments], environment)


TASKS = {"train": train, "predict": predict, "evaluate": evaluate, "tour": tour}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_options(parser)
    parser.add_argument("--tasks", type=measuring.words, default=list(TASKS), help=f"of {', '.join(TASKS)}")
    parser.add_argument("--loops", type=measuring.numbers, default=[0, 1, 2, 4], help="busy loops")
    parser.add_argument("--before", type=pathlib.Path, metavar="BUILD_DIR", help="of an earlier version")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--others", type=float, default=0.04, metavar="SHARE",
                        help="a run is done again where other programs took more of the machine")
    parser.add_argument("--music", type=pathlib.Path, metavar="DIR", help="keep the music there for the next time")
    options = parser.parse_args()
    programs_needed = [f"backbeat-{name}" for name in ("synth", "train", "predict", "evaluate")] + ["backprop-tour"]
    for folder in filter(None, (options.build_dir, options.before)):
        requirements.require_programs(*(folder / "bin" / name for name in programs_needed))
    ours = options.build_dir / "bin"
    plain = dict(os.environ)

    def programs(task, folder):
        all_cores = ["--threads", str(len(os.sched_getaffinity(0)))] if task == "tour" else []
        run = TASKS[task]
        yield "one thread", lambda: run(ours, folder, ["--threads", "1"], plain)
        if options.before:
            yield "before", lambda: run(options.before / "bin", folder, all_cores, plain)
        yield "default", lambda: run(ours, folder, all_cores, plain)
        for also in options.also:
            environment = {**plain, **dict([also.split("=", 1)])}
            yield also, lambda environment=environment: run(ours, folder, all_cores, environment)

    def row(task, loops, folder):
        measuring.wait_until_quiet(options.wait)
        with busy_loops(loops) as running:
            results = measuring.take_turns(options.rounds, {
                name: lambda run=run: undisturbed(run, running, options.others) for name, run in programs(task, folder)})
        medians = {name: statistics.median(times) for name, times in results.items()}
        return [task, loops, *(f"{seconds:.2f} ({medians['one thread'] / seconds:.2f})" for seconds in medians.values())]

    with tempfile.TemporaryDirectory() as temporary:
        folder = options.music or pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        make_music(options, folder)
        measuring.print_table(
            "seconds (times one thread's speed)",
            ["task", "busy loops", *dict(programs("train", folder))],
            (row(task, loops, folder) for task in options.tasks for loops in options.loops))


if __name__ == "__main__":
    main()
