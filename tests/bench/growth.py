#!/usr/bin/env python3
"""How time and memory of a training step grow with the batch, the width and the length of the input.

  cmake --preset release && cmake --build --preset release --target programs
  tests/bench/growth.py [--parts batch,width,length] [--threads N]

short_chunk, and copies of it whose convolutions and linear layers have more outputs or whose input has
more frames. "Relative time" is the time of an example divided by its multiply-adds, the first row being
1: below 1 the larger is the more efficient. Prints Markdown tables of medians over all rounds.
"""
import argparse
import pathlib
import re
import tempfile

import measuring
import requirements

BATCHES = (1, 4, 16, 32, 64, 128, 256)
FACTORS = (1, 2, 4)


def widen(text, factor):
    """Multiplies the outputs of convolutions and linear layers, not those of the last one."""
    return re.sub(r"\b(conv|linear) +(\d+)", lambda found: f"{found[1]} {factor * int(found[2])}", text)


def lengthen(text, factor):
    """Multiplies the frames of the input."""
    return re.sub(r"^(input +\d+ +\d+) +(\d+)", lambda found: f"{found[1]} {factor * int(found[2])}", text,
                  flags=re.MULTILINE)


def measure(options, net, batch):
    """Medians over the rounds of one training."""
    runs = [measuring.run_ours(options, "train", options.threads, "--net", net, "--batch", batch)
            for _ in range(options.rounds)]
    return {**runs[0], **{key: measuring.middle(runs, key)
                          for key in ("median_s", "gflop_per_s", "cpu_s_per_s", "peak_memory_mib")}}


def rows(sizes, measure_size):
    """A row a size, as `measure_size` measures it."""
    first = None
    for size in sizes:
        result = measure_size(size)
        example_s = result["median_s"] / result["batch"]
        time_of_work = example_s / result["multiply_adds_per_example"]
        first = first or time_of_work
        plan_mib = result["plan_bytes"] / 2**20
        yield [size, f"{1e-6 * result['multiply_adds_per_example']:.0f}",
               f"{1e3 * result['median_s']:.1f}", f"{1e3 * example_s:.2f}", f"{result['gflop_per_s']:.0f}",
               f"**{time_of_work / first:.2f}**", f"{result['cpu_s_per_s']:.2f}",
               f"{result['peak_memory_mib']:.0f}", f"{plan_mib:.1f}", f"{plan_mib / result['batch']:.2f}"]


HEAD = ["million multiply-adds an example", "ms a step", "ms an example", "GFLOP/s", "relative time",
        "CPU s/s", "peak MiB", "plan MiB", "plan MiB an example"]


def grow_batch(options, _):
    measuring.print_table("batch: short_chunk", ["batch", *HEAD],
                          rows(BATCHES, lambda batch: measure(options, "short_chunk", batch)))


def grow_network(options, folder, what, change):
    text = (measuring.ROOT / "models/short_chunk.net").read_text()

    def measure_factor(factor):
        net = folder / f"{what}_{factor}.net"
        net.write_text(change(text, factor))
        return measure(options, net, options.batch)

    measuring.print_table(f"{what}: short_chunk, batch {options.batch}", [f"times {what}", *HEAD],
                          rows(FACTORS, measure_factor))


PARTS = {"batch": grow_batch,
         "width": lambda options, folder: grow_network(options, folder, "width", widen),
         "length": lambda options, folder: grow_network(options, folder, "length", lengthen)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    measuring.add_options(parser)
    parser.add_argument("--parts", type=measuring.words, default=list(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32, help="of the networks that are wider or take longer input")
    options = parser.parse_args()
    requirements.require_programs(options.build_dir / "bin/backbeat-bench")
    with tempfile.TemporaryDirectory() as folder:
        for part in options.parts:
            PARTS[part](options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
