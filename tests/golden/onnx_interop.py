"""Our networks as ONNX files: what ONNX's checker says, and what ONNX Runtime answers.

    /usr/bin/python3 tests/golden/onnx_interop.py --bin build/dev/bin [--node-path ort/node_modules]

Every network in models/, with random weights, and the included model are exported. ONNX Runtime's probabilities for
batches of 1, 3 and 32 random windows must be PyTorch's within 1e-5, and what our own program makes of the exported
file must be ONNX Runtime's embedding. Without --node-path (npm install --ignore-scripts --prefix ort
onnxruntime-node, outside of this tree) only the checker and the way back are tried. Exits with 77 where python3-onnx
or python3-torch is missing.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    import onnx
    import torch
except ImportError as error:
    print(f"skipped: {error}; install python3-onnx, python3-torch and python3-numpy")
    sys.exit(77)

import tensor_file
from torch_interop import Programs
from torch_network import TorchNetwork

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"
RUN = pathlib.Path(__file__).resolve().parent / "onnx_run.js"
TOLERANCE = 1e-5
BATCHES = (1, 3, 32)


def model_of(net, folder, metadata):
    """A model file of the network with random weights."""
    text = net.read_text().replace(" classes", f" {len(json.loads(metadata['labels']))}")
    network = TorchNetwork(text)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias)
            torch.nn.init.normal_(module.running_mean)
            torch.nn.init.uniform_(module.running_var, 0.5, 2.0)
    path = folder / f"{net.stem}.safetensors"
    state = {name: values.numpy() for name, values in network.state_dict().items()}
    kept = {key: metadata[key] for key in ("format", "labels", "features", "normalizer", "training")}
    tensor_file.write(path, state, {**kept, "network": text})
    return path


def onnx_runtime(node_path, model, x, folder):
    """{output: values} of a batch."""
    x.astype("<f4").tofile(folder / "x.raw")
    command = ["node", RUN, model, folder / "x.raw", json.dumps(x.shape)]
    done = subprocess.run(command, capture_output=True, text=True, env={"NODE_PATH": str(node_path), "PATH": "/usr/local/bin:/usr/bin:/bin"})
    if done.returncode != 0:
        sys.exit(f"ONNX Runtime: {done.stderr}")
    return {name: numpy.array(values, numpy.float32) for name, values in json.loads(done.stdout).items()}


def compare(what, found, expected):
    difference = numpy.abs(found.reshape(expected.shape) - expected).max() / max(1.0, numpy.abs(expected).max())
    print(f"  {what}: largest difference {difference:.1e}")
    if not difference <= TOLERANCE:
        sys.exit(f"{what}: found a difference of {difference}, expected at most {TOLERANCE}")


def check(run, path, folder, node_path):
    print(path.name)
    run("convert", "export", path, "--out", "model.onnx")
    model = onnx.load(folder / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    if model.ir_version != 8 or [(o.domain, o.version) for o in model.opset_import] != [("", 17)]:
        sys.exit(f"{path.name}: found IR {model.ir_version}, {model.opset_import}")
    tensors, metadata = tensor_file.read(path)
    network = TorchNetwork(metadata["network"])
    network.load_state_dict({name: torch.from_numpy(values.copy()) for name, values in tensors.items()}, strict=False)
    network.eval()
    temperature = json.loads(metadata.get("calibration", "{}")).get("temperature", 1.0)
    front_end = ("--front-end", "backbeat")
    run("convert", "import", "model.onnx", *front_end, "--out", "back.safetensors")
    if node_path is None:
        return
    for batch in BATCHES:
        x = torch.randn(batch, *network.input_shape)
        with torch.no_grad():
            expected = (network(x).flatten(1) / temperature).softmax(1).numpy()
        found = onnx_runtime(node_path, folder / "model.onnx", x.numpy(), folder)
        compare(f"batch {batch}: probabilities", found["probabilities"], expected)
        numpy.save(folder / "x.npy", x.numpy())
        numpy.save(folder / "y.npy", found["embedding"])
        said = run("convert", "import", "model.onnx", *front_end, "--out", "back.safetensors", "--check", "x.npy", "y.npy")
        print("  " + said.splitlines()[0])


def main(arguments, folder):
    run = Programs(arguments.bin, folder)
    torch.manual_seed(1)
    included = MODELS / "genre11.safetensors"
    metadata = tensor_file.read(included)[1]
    for net in sorted(MODELS.glob("*.net")):
        check(run, model_of(net, folder, metadata), folder, arguments.node_path)
    check(run, included, folder, arguments.node_path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--node-path", type=pathlib.Path, help="node_modules that holds onnxruntime-node")
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory(prefix="backbeat-onnx-") as temporary:
        main(parser.parse_args(), pathlib.Path(temporary))
