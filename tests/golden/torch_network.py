"""A network's text (nn/network_text.h) as a PyTorch module.

Each node is a submodule of its own name, so that state_dict() has the names of a model file.
Activations are (batch, channels, height, width) throughout, as in nn/.
"""

from torch import cat, nn, stack, zeros


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


class Interleave(nn.Module):
    def forward(self, *inputs):
        return stack(inputs, dim=2).flatten(1, 2)


class Scale(nn.Module):
    def forward(self, x, factors):
        return x * factors


class Flatten(nn.Module):
    def forward(self, x):
        return x.reshape(x.shape[0], -1, 1, 1)


class Linear(nn.Linear):
    def forward(self, x):
        return super().forward(x.flatten(1))[:, :, None, None]


def sides(word):
    """"1x2" -> ((1, 1), (2, 2)); "0:1x2:3" -> ((0, 1), (2, 3)): before and after, by direction."""
    down, across = word.split("x") if "x" in word else (word, word)
    return tuple(tuple(int(n) for n in (side.split(":") if ":" in side else [side, side]))
                 for side in (down, across))


class Conv2d(nn.Conv2d):
    """Padded on each side by a number of its own: left, right, above, below."""

    def __init__(self, pad, *arguments, **options):
        super().__init__(*arguments, **options)
        self.pad = pad

    def forward(self, x):
        return super().forward(nn.functional.pad(x, self.pad))


class Pool(nn.Module):
    """The same around a pool, whose windows never see what pads a maximum."""

    def __init__(self, pad, pool):
        super().__init__()
        self.pad, self.pool = pad, pool
        self.fill = float("-inf") if isinstance(pool, nn.MaxPool2d) else 0.0

    def forward(self, x):
        return self.pool(nn.functional.pad(x, self.pad, value=self.fill))


def make_pool(kind, words, options):
    kernel = pair(words[0])
    (above, below), (left, right) = sides(options.get("pad", "0"))
    stride = pair(options["stride"]) if "stride" in options else kernel
    return Pool((left, right, above, below), kind(kernel, stride=stride))


def make_module(kind, words, channels):
    """The module of one line. `words`: its arguments; `channels`: of each input."""
    words, options = list(words), {}
    for name in ("stride", "pad", "dilation", "groups", "epsilon"):
        if name in words:
            at = words.index(name)
            options[name] = words[at + 1]
            del words[at:at + 2]
    bias = "no_bias" not in words
    if kind == "linear":
        return Linear(channels[0], int(words[0]), bias=bias)
    if kind == "conv":
        (above, below), (left, right) = sides(options.get("pad", "0"))
        return Conv2d((left, right, above, below), channels[0], int(words[0]), pair(words[1]),
                      bias=bias, stride=pair(options.get("stride", "1")),
                      dilation=pair(options.get("dilation", "1")),
                      groups=int(options.get("groups", "1")))
    if kind == "max_pool":
        return make_pool(nn.MaxPool2d, words, options)
    if kind == "avg_pool":
        return make_pool(nn.AvgPool2d, words, options)
    return {"global_max_pool": lambda: nn.AdaptiveMaxPool2d(1),
            "global_avg_pool": lambda: nn.AdaptiveAvgPool2d(1),
            "batch_norm": lambda: nn.BatchNorm2d(channels[0],
                                                 eps=float(options.get("epsilon", "1e-5"))),
            "dropout": lambda: nn.Dropout(float(words[0])),
            "leaky_relu": lambda: nn.LeakyReLU(float(words[0])),
            "clip": lambda: nn.Hardtanh(float(words[0]), float(words[1])),
            "concat": Interleave if "interleaved" in words else Concat,
            "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "silu": nn.SiLU, "elu": nn.ELU,
            "hard_sigmoid": nn.Hardsigmoid, "hard_swish": nn.Hardswish,
            "flatten": Flatten, "add": Add, "scale": Scale}[kind]()


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
            self.add(name, make_module(kind, words, [shapes[i][0] for i in inputs]))
            self.edges.append((name, inputs))
            shapes[name] = self.output_shape(name, [shapes[i] for i in inputs])
            previous = name

    def add(self, name, module):
        """A submodule whose name may be a path, as "features.0.0"."""
        parent, *path = self, *name.split(".")
        for part in path[:-1]:
            if not hasattr(parent, part):
                parent.add_module(part, nn.Module())
            parent = getattr(parent, part)
        parent.add_module(path[-1], module)

    def output_shape(self, name, shapes):
        module = self.get_submodule(name)
        module.eval()
        shape = module(*(zeros(1, *shape) for shape in shapes)).shape[1:]
        module.train()
        return tuple(shape)

    def forward(self, x):
        values = {"input": x}
        for name, inputs in self.edges:
            values[name] = self.get_submodule(name)(*(values[i] for i in inputs))
        return values[self.edges[-1][0]]
