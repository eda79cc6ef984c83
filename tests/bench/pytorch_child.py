"""One measurement of PyTorch, in a process of its own so that threads and peak memory are its own.

  pytorch_child.py '{"what": "train", "net": "small", "threads": 1, "batch": 32, "seconds": 3}'

"what" is train, infer, mlp or predict (with "clip", the path of a WAV file). Prints a JSON object.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn

from pytorch_networks import NETWORKS, input_shape, make, mlp, parameter_count


def peak_memory_mib():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024


def time_runs(run, seconds, warm_up):
    for _ in range(warm_up):
        run()
    times, begin, processor_begin = [], time.perf_counter(), time.process_time()
    while len(times) < 5 or time.perf_counter() < begin + seconds:
        run_begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - run_begin)
    processor_s = time.process_time() - processor_begin
    return {"median_s": statistics.median(times), "least_s": min(times), "runs": len(times),
            "cpu_s_per_s": processor_s / (time.perf_counter() - begin)}


def train(job):
    network = make(job["net"]).to(memory_format=torch.channels_last)
    x = torch.randn(job["batch"], *input_shape(network)).contiguous(memory_format=torch.channels_last)
    classes = network(x[:2]).shape[1]
    y = torch.randint(0, classes, (job["batch"],))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
    loss = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(network(x).flatten(1), y).backward()
        optimizer.step()

    return {"parameters": parameter_count(network), **time_runs(step, job["seconds"], 3)}


def frozen(network):
    """The fastest form that PyTorch has for answering: batch norm folded, oneDNN's own layouts."""
    x = torch.randn(1, *input_shape(network))
    return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network.eval(), x)))


def infer(job):
    network = make(job["net"])
    forward = frozen(network)
    x = torch.randn(job["batch"], *input_shape(network))
    with torch.no_grad():
        return {"parameters": parameter_count(network), **time_runs(lambda: forward(x), job["seconds"], 5)}


def train_mlp(job):
    x, y, network = torch.randn(100, 10), torch.randn(100, 5), mlp()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.5)
    loss = nn.MSELoss()

    def run():
        for _ in range(100):
            order = torch.randperm(100)
            for first in range(0, 100, 10):
                batch = order[first:first + 10]
                optimizer.zero_grad(set_to_none=True)
                loss(network(x[batch]), y[batch]).backward()
                optimizer.step()
            schedule.step()

    return {"parameters": parameter_count(network), **time_runs(run, job["seconds"], 1)}


def predict(job):
    """File in, class out, as backbeat-predict does it: windows of 128 frames that overlap by half."""
    import soundfile
    import torchaudio

    samples, rate_hz = soundfile.read(job["clip"], dtype="float32", always_2d=True)
    samples = torchaudio.functional.resample(torch.from_numpy(samples.mean(axis=1)), rate_hz, 22050)
    mel = torchaudio.transforms.MelSpectrogram(22050, 2048, hop_length=512, n_mels=128, norm="slaney",
                                               mel_scale="slaney")(samples)
    mel = torchaudio.functional.amplitude_to_DB(mel, 10.0, 1e-10, 0.0)
    last = mel.shape[1] - 128
    windows = torch.stack([mel[None, :, i:i + 128] for i in (*range(0, last, 64), last)])
    network = NETWORKS[job["net"]]().eval().to(memory_format=torch.channels_last)
    with torch.no_grad():
        probabilities = torch.softmax(network(windows.contiguous(memory_format=torch.channels_last)), 1).mean(0)
    return {"class": int(probabilities.argmax()), "windows": len(windows)}


def main():
    job = json.loads(sys.argv[1])
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    result = {"train": train, "infer": infer, "mlp": train_mlp, "predict": predict}[job["what"]](job)
    print(json.dumps({**result, "peak_memory_mib": peak_memory_mib()}))


if __name__ == "__main__":
    main()
