#!/usr/bin/python3
"""Makes tests/golden/tour: what PyTorch gets for the examples of backprop-tour.

    /usr/bin/python3 tests/golden/make_tour_golden.py      (Debian: python3-torch)

train_start.safetensors  initial weights of a 10-40-40-5 network and 100 random pairs x, y
tour.json                train: the loss of each of 100 epochs from there, batches of 10 in order
                         toy: the toy function's values, and autograd's derivatives, in float64
                         made_with: the versions
"""

import json
import pathlib
import platform
import struct
import subprocess

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "tour"


def write_safetensors(path, tensors):
    """Eight bytes of header length, the header in JSON, float32 numbers in row-major order."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        numbers = struct.pack(f"<{tensor.numel()}f", *tensor.flatten().tolist())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def train():
    torch.manual_seed(7)
    model = nn.Sequential(nn.Linear(10, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(),
                          nn.Linear(40, 5))
    for layer in model[::2]:
        nn.init.kaiming_normal_(layer.weight)
        nn.init.normal_(layer.bias, std=0.1)  # not 0: a bias that is not read should show
    x, y = torch.randn(100, 10), torch.randn(100, 5)
    start = {f"f{k}.{part}": getattr(model[2 * k], part).detach().clone()
             for k in range(3) for part in ("weight", "bias")}
    write_safetensors(FOLDER / "train_start.safetensors", {**start, "x": x, "y": y})

    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)
    losses = []
    for _ in range(100):
        epoch_loss = 0.0
        for first in range(0, 100, 10):
            optimizer.zero_grad()
            loss = criterion(model(x[first:first + 10]), y[first:first + 10])
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        scheduler.step()
        losses.append(epoch_loss)
    return losses


def toy():
    def number(value):
        return torch.tensor(value, dtype=torch.float64, requires_grad=True)

    beta = [number(v) for v in (1.0, 2.0, -3.0, 0.4)]
    omega = [number(v) for v in (0.1, -0.4, 2.0, 3.0)]
    x, y = 2.3, 2.0
    values = {"f_0": beta[0] + omega[0] * x}
    for k, function in enumerate((torch.sin, torch.exp, torch.cos), start=1):
        values[f"h_{k}"] = function(values[f"f_{k - 1}"])
        values[f"f_{k}"] = beta[k] + omega[k] * values[f"h_{k}"]
    loss = (values["f_3"] - y) ** 2
    for value in values.values():
        value.retain_grad()
    loss.backward()
    derivatives = {f"dl/d{name}": value.grad.item() for name, value in values.items()}
    for k in range(4):
        derivatives[f"dl/dbeta_{k}"] = beta[k].grad.item()
        derivatives[f"dl/domega_{k}"] = omega[k].grad.item()
    forward = {name: value.item() for name, value in values.items()}
    return {"forward": {**forward, "l": loss.item()}, "backward": derivatives}


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    package = subprocess.run(["dpkg-query", "-W", "-f=${Version}", "python3-torch"],
                             capture_output=True, check=True, text=True).stdout
    golden = {"made_with": {"torch": torch.__version__, "python3-torch": package,
                            "python": platform.python_version()},
              "train": {"loss": train()}, "toy": toy()}
    (FOLDER / "tour.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
