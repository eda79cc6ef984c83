"""The networks of models/*.net, published ones of models/bodies/*.net, and the book's 10-40-40-5, in PyTorch."""
import pathlib
import sys

from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parents[2]
BODIES = FOLDER / "models/bodies"
sys.path.append(str(FOLDER / "tests/golden"))

INPUT = (1, 128, 128)  # channels, mel bands, frames
CLASSES = 10


def conv_norm_relu(inputs, outputs, stride=1):
    return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def conv_blocks(*channels):
    layers = []
    for inputs, outputs in zip((1, *channels), channels):
        layers += [*conv_norm_relu(inputs, outputs), nn.MaxPool2d(2)]
    return layers


def small():
    return nn.Sequential(*conv_blocks(16, 32, 64), nn.Flatten(), nn.Linear(64 * 16 * 16, 128),
                         nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(128, CLASSES))


def short_chunk():
    return nn.Sequential(*conv_blocks(32, 64, 128, 128, 128), nn.AdaptiveMaxPool2d(1), nn.Flatten(),
                         nn.Linear(128, 128), nn.BatchNorm1d(128), nn.ReLU(inplace=True), nn.Dropout(0.5),
                         nn.Linear(128, CLASSES))


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(*conv_norm_relu(inputs, outputs, stride),
                                  nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.skip = nn.Identity() if inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.body(x) + self.skip(x))


def resnet_small():
    layers = conv_norm_relu(1, 32)
    for inputs, outputs, stride in ((32, 32, 1), (32, 64, 2), (64, 128, 2)):
        layers += [Residual(inputs, outputs, stride), Residual(outputs, outputs, 1)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, CLASSES))


def mlp():
    return nn.Sequential(nn.Linear(10, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 5))


def body(name):
    """A published network, built from its text."""
    from torch_network import TorchNetwork

    return TorchNetwork((BODIES / f"{name}.net").read_text())


def make(name):
    return NETWORKS[name]() if name in NETWORKS else body(name)


def input_shape(network):
    return getattr(network, "input_shape", INPUT)


NETWORKS = {"small": small, "short_chunk": short_chunk, "resnet_small": resnet_small}


def parameter_count(network):
    return sum(parameter.numel() for parameter in network.parameters())
