"""A network's text (nn/network_text.h) as a PyTorch module.

Each node is a submodule of its own name, so that state_dict() has the names of a model file.
Activations are (batch, channels, height, width) throughout, as in nn/.
"""

from torch import cat, nn, zeros


def pair(word):
    """"3x5" -> (3, 5); "3" -> (3, 3)."""
    numbers = [int(number) for number in word.split("x")]
    return tuple(numbers * 2) if len(numbers) == 1 else tuple(numbers)


class Add(nn.Module):
    def forward(self, *inputs):
        return sum(inputs)


class Concat(nn.Module):
    def forward(self, *inputs):
        return cat(inputs, dim=1)


class Flatten(nn.Module):
    def forward(self, x):
        return x.reshape(x.shape[0], -1, 1, 1)


class Linear(nn.Linear):
    def forward(self, x):
        return super().forward(x.flatten(1))[:, :, None, None]


def make_pool(kind, words, options):
    kernel = pair(words[0])
    return kind(kernel, stride=pair(options["stride"]) if "stride" in options else kernel,
                padding=pair(options.get("pad", "0")))


def make_module(kind, words, channels):
    """The module of one line. `words`: its arguments; `channels`: of each input."""
    words, options = list(words), {}
    for name in ("stride", "pad", "dilation", "groups"):
        if name in words:
            at = words.index(name)
            options[name] = words[at + 1]
            del words[at:at + 2]
    bias = "no_bias" not in words
    if kind == "linear":
        return Linear(channels[0], int(words[0]), bias=bias)
    if kind == "conv":
        return nn.Conv2d(channels[0], int(words[0]), pair(words[1]), bias=bias,
                         stride=pair(options.get("stride", "1")),
                         padding=pair(options.get("pad", "0")),
                         dilation=pair(options.get("dilation", "1")),
                         groups=int(options.get("groups", "1")))
    if kind == "max_pool":
        return make_pool(nn.MaxPool2d, words, options)
    if kind == "avg_pool":
        return make_pool(nn.AvgPool2d, words, options)
    return {"global_max_pool": lambda: nn.AdaptiveMaxPool2d(1),
            "global_avg_pool": lambda: nn.AdaptiveAvgPool2d(1),
            "batch_norm": lambda: nn.BatchNorm2d(channels[0]),
            "dropout": lambda: nn.Dropout(float(words[0])),
            "relu": nn.ReLU, "flatten": Flatten, "add": Add, "concat": Concat}[kind]()


class TorchNetwork(nn.Module):
    """forward(x): the output of the last node, (batch, channels, height, width)."""

    def __init__(self, text):
        super().__init__()
        self.edges = []  # (node, its inputs), in order
        lines = [line.split("#")[0].split() for line in text.splitlines()]
        lines = [words for words in lines if words]
        self.input_shape = tuple(int(word) for word in lines[0][1:])
        shapes = {"input": self.input_shape}
        previous = "input"
        for name, kind, *words in lines[1:]:
            inputs = [previous]
            if "from" in words:
                at = words.index("from")
                words, inputs = words[:at], words[at + 1:]
            self.add_module(name, make_module(kind, words, [shapes[i][0] for i in inputs]))
            self.edges.append((name, inputs))
            shapes[name] = self.output_shape(name, [shapes[i] for i in inputs])
            previous = name

    def output_shape(self, name, shapes):
        module = getattr(self, name)
        module.eval()
        shape = module(*(zeros(1, *shape) for shape in shapes)).shape[1:]
        module.train()
        return tuple(shape)

    def forward(self, x):
        values = {"input": x}
        for name, inputs in self.edges:
            values[name] = getattr(self, name)(*(values[i] for i in inputs))
        return values[self.edges[-1][0]]
