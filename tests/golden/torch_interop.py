"""PyTorch reads a model file of backbeat-train, and backbeat-predict one that PyTorch wrote.

    /usr/bin/python3 tests/golden/torch_interop.py --bin build/dev/bin

Both ways the probabilities of recordings must be the same. Exits with 77 where python3-torch is
missing.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    import torch
except ImportError as error:
    print(f"skipped: {error}; install python3-torch and python3-numpy")
    sys.exit(77)

import tensor_file
from torch_network import TorchNetwork

TOLERANCE = 1e-4
NET = pathlib.Path(__file__).parent / "interop.net"


class Programs:
    """Runs the programs of `bin` in `folder`."""

    def __init__(self, bin_folder, folder):
        self.bin, self.folder = pathlib.Path(bin_folder).resolve(), folder

    def __call__(self, name, *arguments):
        command = [str(self.bin / f"backbeat-{name}"), *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def predictions(self, model):
        """{path: probabilities in the order of the labels} of every recording."""
        lines = self("predict", "--model", model, "--format", "jsonl", "music", "short")
        answers = [json.loads(line) for line in lines.splitlines()]
        return {a["path"]: numpy.array(list(a["probabilities"].values())) for a in answers}

    def spectrogram(self, recording):
        self("features", recording, "--preset", "backbeat", "--out", "x.npy")
        return numpy.load(self.folder / "x.npy")


def windows_of(spectrogram, normalizer, frames):
    """(windows, 1, mel bands, frames): half overlapping, the last ends with the recording; one
    shorter than a window begins again at its end."""
    mean, std = (numpy.float32(normalizer[key])[:, None] for key in ("mean", "std"))
    x = (spectrogram - mean) / std
    last = x.shape[1] - frames
    starts = [0] if last <= 0 else [*range(0, last, frames // 2), last]
    return numpy.stack([x[None, :, (start + numpy.arange(frames)) % x.shape[1]]
                        for start in starts])


def compare(what, network, temperature, windows, predictions):
    """PyTorch's calibrated probabilities, averaged over each recording's windows, with ours."""
    network.eval()
    paths = list(predictions)
    with torch.no_grad():
        expected = numpy.array([
            (network(torch.from_numpy(windows[path])).flatten(1) / temperature).softmax(1).mean(0)
            .numpy()
            for path in paths])
    found = numpy.array([predictions[path] for path in paths])
    spread = numpy.ptp(expected, axis=0).max()
    if spread < 0.1:
        sys.exit(f"{what}: recordings differ by {spread} in probability: too little to compare")
    difference = numpy.abs(found - expected)
    print(f"{what}: largest difference of a probability: {difference.max():.1e}")
    if not difference.max() <= TOLERANCE:
        worst = difference.max(axis=1).argmax()
        sys.exit(f"{what}: {paths[worst]}: found {found[worst]}, expected {expected[worst]} "
                 f"within {TOLERANCE}")


def load_state(network, tensors):
    """Our names must be PyTorch's, but for its count of batches, which we do not keep."""
    missing, unexpected = network.load_state_dict(
        {name: torch.from_numpy(values) for name, values in tensors.items()}, strict=False)
    missing = [name for name in missing if not name.endswith(".num_batches_tracked")]
    if missing or unexpected:
        sys.exit(f"state dict: missing {missing}, unexpected {unexpected}")


def new_network(text, windows):
    """Initialised by PyTorch; running statistics from a few forward passes."""
    network = TorchNetwork(text)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias)
    torch.nn.init.normal_(network.out.weight)
    network.train()
    with torch.no_grad():
        for x in windows.values():
            network(torch.from_numpy(x))
    return network


def main(bin_folder, folder):
    run = Programs(bin_folder, folder)
    styles = ("--styles", "house,waltz,ambient")
    run("synth", "music", *styles, "--clips", 6, "--duration-s", 4)
    run("synth", "short", *styles, "--clips", 1, "--duration-s", 1, "--seed", 2)
    run("train", "music", "--net", NET, "--out", "model.safetensors", "--epochs", 8,
        "--batch-size", 4, "--lr", 0.003, "--cache", "none")
    tensors, metadata = tensor_file.read(folder / "model.safetensors")
    normalizer = json.loads(metadata["normalizer"])
    temperature = json.loads(metadata["calibration"])["temperature"]

    network = TorchNetwork(metadata["network"])
    load_state(network, tensors)
    frames = network.input_shape[2]
    ours = run.predictions("model.safetensors")
    windows = {path: windows_of(run.spectrogram(path), normalizer, frames) for path in ours}
    compare("PyTorch reads our model", network, temperature, windows, ours)

    torch.manual_seed(1)
    network = new_network(metadata["network"], windows)
    state = {name: values.numpy() for name, values in network.state_dict().items()}
    # Both are of the other weights; without them the temperature is 1, and nothing is checked.
    del metadata["calibration"], metadata["checksum"]
    tensor_file.write(folder / "torch.safetensors", state, metadata)
    compare("we read PyTorch's model", network, 1.0, windows, run.predictions("torch.safetensors"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of the programs")
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory(prefix="backbeat-interop-") as temporary:
        main(parser.parse_args().bin, pathlib.Path(temporary))
