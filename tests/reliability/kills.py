#!/usr/bin/env python3
"""Kills trainings at random moments, goes on with them, and compares the models with those of runs left alone.

  tests/reliability/kills.py BIN [--runs 10] [--seed 1]

Each run is one of several kinds of training on synthetic music, with a cache of its own or a shared one and one to
three threads. SIGKILL, or one time in four SIGTERM, ends it again and again, and the next start resumes from the
checkpoint where there is one. In the end the model must have the same bytes. Prints a line per kind; exit code 1 where
a model differs or a program fails.
"""
import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

KINDS = {
    "plain": [],
    "augment": ["--augment"],
    "early stop": ["--early-stop", "3", "--augment-spec"],
    "average": ["--ema", "0.9"],
    "all": ["--augment", "--ema", "0.95", "--early-stop", "4", "--schedule", "step", "--optimizer", "sgd", "--lr", "0.01"],
    "recode": ["--augment-recode", "1"],
    "teacher": ["--teacher", "answers", "--augment-spec"],
}
NET = """input 1 128 64
c1 conv 4 3x3 pad 1 stride 2 no_bias
n1 batch_norm
r1 relu
c2 conv 8 3x3 pad 1 stride 2 no_bias
n2 batch_norm
r2 relu
g global_avg_pool
d dropout 0.2
out linear classes
"""


class Killer:
    def __init__(self, programs, folder, rng):
        self.train, self.folder, self.rng = programs / "backbeat-train", folder, rng

    def command(self, kind, out, cache, threads):
        command = [self.train, "music", "--net", "tiny.net", "--out", out, "--epochs", "12", "--batch-size", "8",
                   "--cache", cache, "--checkpoint-every", "1", "--threads", str(threads), "--quiet"] + KINDS[kind]
        checkpoint = self.folder / (out + ".checkpoint")
        return command + (["--resume", checkpoint.name] if checkpoint.exists() else [])

    def alone(self, kind):
        """The bytes of an uninterrupted model, and how long it took."""
        begin = time.monotonic()
        done = subprocess.run(self.command(kind, "alone.safetensors", "shared", 1), cwd=self.folder, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"kills: {kind}: {done.stderr.decode()}")
        (self.folder / "alone.safetensors.checkpoint").unlink()
        return (self.folder / "alone.safetensors").read_bytes(), time.monotonic() - begin

    def killed(self, kind, seconds):
        """The bytes of a model whose training was killed until it came to its end, and how often."""
        kills = 0
        cache = "own" if self.rng.random() < 0.4 else "shared"
        shutil.rmtree(self.folder / "own", ignore_errors=True)
        while True:
            process = subprocess.Popen(self.command(kind, "m.safetensors", cache, self.rng.choice([1, 1, 2, 3])),
                                       cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                patience = self.rng.uniform(0.0, 1.5 * seconds)
                _, said = process.communicate(timeout=patience)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGTERM if self.rng.random() < 0.25 else signal.SIGKILL)
                process.communicate()
                kills += 1
        if process.returncode != 0:
            sys.exit(f"kills: {kind}, after {kills} kills: exit code {process.returncode}: {said.decode()}")
        model = self.folder / "m.safetensors"
        found = model.read_bytes()
        model.unlink()
        (self.folder / "m.safetensors.checkpoint").unlink(missing_ok=True)
        return found, kills


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", metavar="BIN", type=pathlib.Path, help="folder of the programs")
    parser.add_argument("--runs", type=int, default=10, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    programs = options.programs.resolve()
    differing = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tiny.net").write_text(NET)
        killer = Killer(programs, folder, random.Random(options.seed))
        subprocess.run([programs / "backbeat-synth", "music", "--clips", "12", "--duration-s", "4", "--styles", "house",
                        "--styles", "waltz", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        killer.alone("plain")
        subprocess.run([programs / "backbeat-predict", "music", "--model", "alone.safetensors", "--write-teacher", "answers",
                        "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        for kind in KINDS:
            killer.alone(kind)  # fills the shared cache
            expected, seconds = killer.alone(kind)
            found = [killer.killed(kind, seconds) for _ in range(options.runs)]
            same = sum(model == expected for model, _ in found)
            differing += options.runs - same
            print(f"{kind}: {sum(kills for _, kills in found)} kills in {options.runs} runs, {same} the same bytes",
                  flush=True)
        left = [path.name for path in folder.rglob("*.tmp")]
        print(f"{len(left)} temporary files left behind")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
