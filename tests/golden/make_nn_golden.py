"""Writes nn/*.safetensors: what PyTorch makes of layers, losses, optimisers and a training run.

    /usr/bin/python3 tests/golden/make_nn_golden.py      # needs python3-torch and python3-numpy

nn/README.md says what the files hold. The tests read the committed files and need no Python.
"""

import itertools
import json
import pathlib
import zlib

import numpy
import torch
from torch.nn import functional

import tensor_file
from nn_golden_cases import BRANCHING, LAYERS, OPTIMISERS
from torch_network import TorchNetwork

FOLDER = pathlib.Path(__file__).parent / "nn"
STEPS = 20

def numbers(random, *shape):
    return random.standard_normal(shape).astype(numpy.float32)


def randomise(network, random):
    """Parameters about as large as layers begin with, running statistics as if it had trained."""
    with torch.no_grad():
        for name, values in network.state_dict().items():
            drawn = torch.from_numpy(numbers(random, *values.shape))
            if name.endswith("running_var"):
                values.copy_(drawn.abs() + 0.5)
            elif values.is_floating_point():
                fan_in = max(1, values[0].numel())
                values.copy_(drawn / fan_in**0.5 + (0.5 if fan_in == 1 else 0.0))


def arrays(network, prefix):
    """Parameters and running statistics, without PyTorch's count of batches."""
    return {prefix + name: values.numpy().copy() for name, values in network.state_dict().items()
            if values.is_floating_point()}


def write(group, cases, tensors):
    """`cases`: what is no array, by the name of the case."""
    tensors = {name: numpy.asarray(values, numpy.float32) for name, values in tensors.items()}
    metadata = {"generator": "tests/golden/make_nn_golden.py", "torch": torch.__version__,
                "cases": json.dumps(cases)}
    tensor_file.write(FOLDER / f"{group}.safetensors", tensors, metadata)
    print(f"{group}: {len(cases)} cases, {len(tensors)} arrays")


def make_layers():
    cases, tensors = {}, {}
    for name, batch, text in LAYERS:
        random = numpy.random.RandomState(zlib.crc32(name.encode()))
        network = TorchNetwork(text)
        randomise(network, random)
        mode = "evaluate" if name.endswith("_evaluation") else "train"
        network.train(mode == "train")
        x = numbers(random, batch, *network.input_shape)
        if name.endswith(("_ties", "_zeros")):
            x = numpy.round(x)
        if name.endswith("_far_from_zero"):
            x = x + numpy.float32(20)
        tensors.update(arrays(network, f"{name}/before/"))
        x_tensor = torch.from_numpy(x).requires_grad_()
        y = network(x_tensor)
        d_y = numbers(random, *y.shape)
        y.backward(torch.from_numpy(d_y))
        tensors.update({f"{name}/x": x, f"{name}/y": y.detach(), f"{name}/d_y": d_y,
                        f"{name}/d_x": x_tensor.grad})
        tensors.update({f"{name}/d/{key}": p.grad for key, p in network.named_parameters()})
        tensors.update({key: values for key, values in arrays(network, f"{name}/after/").items()
                        if "running" in key})
        cases[name] = {"network": text, "mode": mode}
    write("layers", cases, tensors)


def make_losses():
    cases, tensors = {}, {}
    random = numpy.random.RandomState(100)
    labels = random.randint(5, size=7)
    soft = numpy.exp(numbers(random, 7, 5))
    soft /= soft.sum(axis=1, keepdims=True)
    weights = numpy.float32([0.3, 1.0, 2.5, 0.7, 1.6])
    logits = numbers(random, 7, 5)

    def add(name, f, loss_of, options, given):
        f = torch.from_numpy(f).requires_grad_()
        loss = loss_of(f)
        loss.backward()
        cases[name] = options
        tensors.update({f"{name}/{key}": values for key, values in given.items()})
        tensors.update({f"{name}/f": f.detach(), f"{name}/d_f": f.grad,
                        f"{name}/value": [loss.item()]})

    for size, targets, weighted, smoothing in itertools.product(
            (1, 30), ("labels", "soft"), (False, True), (0.0, 0.1)):
        given = {targets: labels if targets == "labels" else soft}
        weight = None
        if weighted:
            given["weights"], weight = weights, torch.from_numpy(weights)
        name = targets + "_weights" * weighted + "_smoothing" * (smoothing > 0)
        add(name + "_confident" * (size > 1), logits * numpy.float32(size),
            lambda f: functional.cross_entropy(f, torch.from_numpy(given[targets]), weight=weight,
                                               label_smoothing=smoothing),
            {"loss": "cross_entropy", "label_smoothing": smoothing}, given)
    add("mse", logits, lambda f: functional.mse_loss(f, torch.from_numpy(soft)), {"loss": "mse"},
        {"soft": soft})
    write("losses", cases, tensors)


def with_decay_on_weights(network, decay):
    """Parameter groups: nn/ takes weight decay off weights only, not off biases and scales."""
    normal = [module for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    spared = {id(p) for module in normal for p in module.parameters()}
    spared |= {id(p) for name, p in network.named_parameters() if name.endswith("bias")}
    return [{"params": [p for p in network.parameters() if id(p) not in spared],
             "weight_decay": decay},
            {"params": [p for p in network.parameters() if id(p) in spared], "weight_decay": 0.0}]


def make_optimiser(network, options):
    groups = with_decay_on_weights(network, options["weight_decay"])
    if options["kind"] == "adamw":
        return torch.optim.AdamW(groups, lr=options["lr"])
    return torch.optim.SGD(groups, lr=options["lr"], momentum=options["momentum"],
                           nesterov=options["nesterov"])


def make_schedule(kind, optimiser):
    """One step an epoch, so that PyTorch's clock of steps is ours of epochs."""
    if kind == "step":
        return torch.optim.lr_scheduler.StepLR(optimiser, step_size=6, gamma=0.3)
    if kind == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=STEPS)
    return torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1.0)


def make_optimisers():
    text = "input 2 3 3\nc conv 3 2x2\nn batch_norm\ng global_avg_pool\nf linear 2"
    cases, tensors = {}, {}
    random = numpy.random.RandomState(200)
    start = TorchNetwork(text)
    randomise(start, random)
    tensors.update(arrays(start, "start/"))
    gradients = {name: numbers(random, STEPS, *p.shape) for name, p in start.named_parameters()}
    tensors.update({f"gradients/{name}": values for name, values in gradients.items()})
    for options_name, options in OPTIMISERS.items():
        for schedule in ("constant", "step", "cosine"):
            name = f"{options_name}_{schedule}"
            network = TorchNetwork(text)
            network.load_state_dict(start.state_dict())
            optimiser = make_optimiser(network, options)
            scheduler = make_schedule(schedule, optimiser)
            path = {key: [] for key in gradients}
            for step in range(STEPS):
                for key, p in network.named_parameters():
                    p.grad = torch.from_numpy(gradients[key][step].copy())
                optimiser.step()
                scheduler.step()
                for key, p in network.named_parameters():
                    path[key].append(p.detach().numpy().copy())
            tensors.update({f"{name}/{key}": numpy.stack(p) for key, p in path.items()})
            cases[name] = {"network": text, "schedule": schedule, "step_epochs": 6, "gamma": 0.3,
                           "epochs": STEPS, **options}
    write("optimisers", cases, tensors)


def make_training():
    random = numpy.random.RandomState(300)
    batch = 6
    network = TorchNetwork(BRANCHING)
    randomise(network, random)
    tensors = arrays(network, "start/")
    x = numbers(random, STEPS, batch, *network.input_shape)
    labels = random.randint(4, size=(STEPS, batch))
    options = {"lr": 0.05, "momentum": 0.9, "nesterov": False, "weight_decay": 0.01,
               "kind": "sgd", "schedule": "constant"}
    optimiser = make_optimiser(network, options)
    losses, path = [], {}
    for step in range(STEPS):
        optimiser.zero_grad()
        loss = functional.cross_entropy(network(torch.from_numpy(x[step])).flatten(1),
                                        torch.from_numpy(labels[step]))
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        for name, values in arrays(network, "path/").items():
            path.setdefault(name, []).append(values)
    tensors.update({name: numpy.stack(values) for name, values in path.items()})
    tensors.update({"x": x, "labels": labels, "losses": losses})
    write("training", {"branching": {"network": BRANCHING, **options}}, tensors)


if __name__ == "__main__":
    torch.set_num_threads(1)
    make_layers()
    make_losses()
    make_optimisers()
    make_training()
