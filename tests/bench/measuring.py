"""What the comparisons of this folder share: running a program when the machine is quiet, and tables."""
import json
import os
import pathlib
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def add_options(parser):
    """Adds the options that every comparison has."""
    parser.add_argument("--build-dir", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--rounds", type=int, default=3, help="times that each program has its turn")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each program in each round")
    parser.add_argument("--wait", type=float, default=20.0, metavar="SECONDS",
                        help="at most that long for a quiet machine before each program")


def words(text):
    return text.split(",")


def numbers(text):
    return [int(word) for word in text.split(",")]


def processor_times():
    """(idle, all) of the machine since it started, in ticks."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:]]
    return ticks[3] + ticks[4], sum(ticks)


def wait_until_quiet(limit_s):
    """Waits, at most `limit_s`, until others take less than 15 % of the machine."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        idle, total = processor_times()
        time.sleep(0.7)
        later_idle, later_total = processor_times()
        if later_idle - idle > 0.85 * (later_total - total):
            return


def run_json(command, options, environment=None):
    """What `command` prints as JSON, run when the machine is quiet."""
    wait_until_quiet(options.wait)
    command = [str(word) for word in command]
    return json.loads(subprocess.check_output(command, env={**os.environ, **(environment or {})}, text=True))


def run_ours(options, command, threads, *arguments):
    """`backbeat-bench COMMAND` as JSON."""
    program = options.build_dir / "bin/backbeat-bench"
    return run_json([program, command, "--threads", threads, "--seconds", options.seconds, "--json", *arguments],
                    options)


def take_turns(rounds, programs):
    """Runs each of `programs` (name: function) once a round, in turn; name: what it gave each time."""
    results = {name: [] for name in programs}
    for _ in range(rounds):
        for name, run in programs.items():
            results[name].append(run())
    return results


def middle(results, key):
    return statistics.median(result[key] for result in results)


def print_table(title, head, rows):
    """Prints a Markdown table. `rows` may be a generator: each row is printed once it is there."""
    print(f"\n{title}\n\n| " + " | ".join(head) + " |\n|" + "---|" * len(head), flush=True)
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
