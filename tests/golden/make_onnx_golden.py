"""Writes onnx/*.onnx: small networks as PyTorch's exporter writes them, and what PyTorch answers.

    /usr/bin/python3 tests/golden/make_onnx_golden.py      # needs python3-torch, python3-numpy

Each holds, as metadata_props, the mel bands of its input and a batch of windows with PyTorch's answers (float32,
little-endian, base64), so that a test needs nothing but the file.
"""

import base64
import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional

FOLDER = pathlib.Path(__file__).parent / "onnx"
BANDS, FRAMES, BATCH = 8, 12, 3


def randomised(module):
    for layer in module.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias)
            nn.init.normal_(layer.running_mean)
            nn.init.uniform_(layer.running_var, 0.5, 2.0)
    return module.eval()


class TimeFirst(nn.Module):
    """Frames x bands, as in VGGish and YAMNet; no kernel is square."""
    window = (1, FRAMES, BANDS)

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 6, (3, 2), stride=(2, 1), padding=(1, 0)), nn.ReLU6(),
                                      nn.Conv2d(6, 8, (3, 1), bias=False), nn.BatchNorm2d(8, eps=1e-3), nn.ReLU())
        self.classifier = nn.Linear(8, 5)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


class BandsAsChannels(nn.Module):
    """One-dimensional convolutions over frames."""
    window = (BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv1d(BANDS, 12, 3, padding=1), nn.BatchNorm1d(12), nn.ReLU(), nn.MaxPool1d(2),
                                  nn.Conv1d(12, 8, 3, groups=2, dilation=2), nn.ELU(), nn.AdaptiveAvgPool1d(1))
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        return self.head(self.body(x).flatten(1))


class ChannelsLast(nn.Module):
    """A map as one row of numbers, channels fastest, as Keras flattens it."""
    window = (1, BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3, stride=2)
        self.hidden = nn.Linear(3 * 3 * 5, 7)
        self.head = nn.Linear(7, 4)

    def forward(self, x):
        x = torch.relu(self.conv(x)).permute(0, 2, 3, 1)
        return self.head(torch.sigmoid(self.hidden(x.reshape(x.shape[0], -1))))


class Spelled(nn.Module):
    """Activations written out, and a squeeze and excitation."""
    window = (1, BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 6, 3, padding=1)
        self.depthwise = nn.Conv2d(6, 6, 5, padding=2, groups=6, bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.squeeze, self.excite = nn.Conv2d(6, 3, 1), nn.Conv2d(3, 6, 1)
        self.head = nn.Linear(6, 4)
        self.gain = nn.Parameter(torch.rand(1, 6, 1, 1) + 0.5)

    def forward(self, x):
        x = self.stem(x)
        x = x * torch.sigmoid(x)
        x = self.norm(self.depthwise(x))
        x = x * functional.relu6(x + 3) / 6
        s = torch.relu(self.squeeze(functional.adaptive_avg_pool2d(x, 1)))
        x = x * (functional.relu6(self.excite(s) + 3) / 6)
        x = x * self.gain - 0.25
        return self.head(x.amax((2, 3)))


class TwoPools(nn.Module):
    """Maximum and mean of each channel in turn, of paths side by side, as in MusiCNN."""
    window = (BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.tall, self.wide = nn.Conv2d(1, 4, (6, 3), padding=(0, 1)), nn.Conv2d(1, 3, (1, 5), padding=(0, 2))
        self.norm = nn.BatchNorm2d(7, eps=1e-3)
        self.head = nn.Linear(14, 5)

    def forward(self, x):
        x = x.unsqueeze(1)
        x = torch.cat([self.tall(x).amax(2, keepdim=True), self.wide(x).amax(2, keepdim=True)], 1)
        x = self.norm(functional.hardswish(x)).squeeze(2)
        x = torch.stack([x.amax(2), x.mean(2)], 2).flatten(1)
        return self.head(functional.dropout(x, 0.5, self.training)).softmax(1)


class EachFrame(nn.Module):
    """A linear layer on each frame."""
    window = (1, BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.frame, self.head = nn.Linear(BANDS, 9), nn.Linear(9, 4)

    def forward(self, x):
        x = x.squeeze(1).permute(0, 2, 1)
        return self.head(torch.relu(self.frame(x)).mean(1))


class Padded(nn.Module):
    """Padding as an operator of its own, pools that count it, a residual sum."""
    window = (1, BANDS, FRAMES)

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, stride=2)
        self.second = nn.Conv2d(4, 4, 3, padding=1)
        self.pool = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=True)
        self.head = nn.Linear(4 * 2 * 3, 4)

    def forward(self, x):
        x = functional.hardtanh(self.first(functional.pad(x, (0, 1, 0, 1))), -0.5, 2.0)
        x = x + self.second(x)
        return self.head(torch.flatten(self.pool(x), 1))


def encoded(values):
    return base64.b64encode(numpy.ascontiguousarray(values, "<f4").tobytes()).decode()


def write(module, name, **options):
    import onnx

    x = torch.randn(BATCH, *module.window)
    with torch.no_grad():
        y = module(x)
    path = FOLDER / f"{name}.onnx"
    torch.onnx.export(module, x, str(path), input_names=["x"], output_names=["y"], **options)
    model = onnx.load(path)
    onnx.checker.check_model(model)
    onnx.helper.set_model_props(model, {"bands": str(BANDS), "x": encoded(x.numpy()), "y": encoded(y.numpy())})
    onnx.save(model, path)
    print(f"{path.name}: {path.stat().st_size} bytes, {[node.op_type for node in model.graph.node]}")


if __name__ == "__main__":
    torch.manual_seed(1)
    FOLDER.mkdir(exist_ok=True)
    open_batch = {"dynamic_axes": {"x": {0: "batch"}, "y": {0: "batch"}}}
    for kind in (TimeFirst, BandsAsChannels, ChannelsLast, Spelled, TwoPools, EachFrame, Padded):
        name = "".join("_" + c.lower() if c.isupper() else c for c in kind.__name__).lstrip("_")
        module = randomised(kind())
        write(module, name, opset_version=17, **open_batch)
        # An older style: batch norms are left as they are, and only batches of this size are taken.
        write(module, name + "_opset9", opset_version=9, do_constant_folding=False,
              training=torch.onnx.TrainingMode.PRESERVE)
