#!/usr/bin/env python3
"""Inference: Backbeat beside ONNX Runtime, on random numbers. Prints a Markdown table.

  cmake --preset release -DBACKBEAT_BENCH=ON && cmake --build --preset release --target programs fma_peak
  npm install --ignore-scripts --prefix ort onnxruntime-node     # outside of this tree
  tests/bench/compare_onnxruntime.py --node-path ort/node_modules
  tests/bench/compare_onnxruntime.py --node-path ort/node_modules --nets musicnn,efficientat_mn04

Both programs take turns, each in a process of its own; what counts is the ratio of the medians over all
rounds. PyTorch writes our networks as ONNX files with weights of its own; ONNX Runtime optimises them in
every way it knows. Its memory includes Node.js (about 45 MiB). GFLOP/s counts convolutions and linear
layers. Debian packages: nodejs, npm, python3-torch.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import measuring
import requirements
import side_by_side

FOLDER = pathlib.Path(__file__).resolve().parent


def export_network(net, folder):
    """Writes the network as ONNX; its number of parameters and its input's shape."""
    command = [sys.executable, FOLDER / "export_onnx.py", net, folder / f"{net}.onnx"]
    return json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL).splitlines()[-1])


def run_onnxruntime(options, **job):
    command = ["node", FOLDER / "onnxruntime_child.js", json.dumps({"seconds": options.seconds, **job})]
    return measuring.run_json(command, options, {"NODE_PATH": os.path.abspath(options.node_path)})


def check_requirements(options):
    peak = [] if options.peak else [options.build_dir / "bench/fma_peak"]
    requirements.require_programs(options.build_dir / "bin/backbeat-bench", *peak)
    requirements.require_modules("torch")
    if shutil.which("node") is None:
        sys.exit("node: found no such program, expected Node.js; on Debian: apt-get install nodejs npm")
    package = options.node_path / "onnxruntime-node"
    if not package.is_dir():
        sys.exit(f"{package}: found no such folder, expected what npm installs: npm install --ignore-scripts "
                 f"--prefix {options.node_path.parent} onnxruntime-node")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    side_by_side.add_options(parser)
    parser.add_argument("--node-path", type=pathlib.Path, required=True, metavar="DIR",
                        help="node_modules that holds onnxruntime-node")
    options = parser.parse_args()
    check_requirements(options)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        exported = {net: export_network(net, folder) for net in options.nets}

        def run_peer(net, batch, threads):
            result = run_onnxruntime(options, model=str(folder / f"{net}.onnx"), shape=exported[net]["shape"],
                                     batch=batch, threads=threads)
            return {"parameters": exported[net]["parameters"], **result}

        side_by_side.compare_networks(options, "ONNX Runtime", run_peer, what="infer", batches=[1, 32])


if __name__ == "__main__":
    main()
