"""Our networks in Backbeat and in another program, in turn, as rows of a table."""
import pathlib
import sys

import measuring
from measuring import middle

BODIES = pathlib.Path(__file__).resolve().parents[2] / "models/bodies"

NETS = ("small", "short_chunk", "resnet_small")


def add_options(parser):
    measuring.add_options(parser)
    parser.add_argument("--nets", type=measuring.words, default=NETS)
    parser.add_argument("--threads", type=measuring.numbers, default=[1, 2])
    parser.add_argument("--peak", type=float, metavar="GFLOPS", help="FMA peak of one thread; measured by default")


def path_of(net):
    """What backbeat-bench calls it: published networks by their file."""
    body = BODIES / f"{net}.net"
    return body if body.is_file() else net


def fma_peak(options, threads):
    """The most GFLOP/s that so many threads can do, from --peak or measured."""
    if options.peak:
        return options.peak * threads
    return measuring.run_json([options.build_dir / "bench/fma_peak"], options, {"OMP_NUM_THREADS": str(threads)})


def compare(options, run_ours, run_peer):
    """Both programs' results over all rounds, of what must be the same network."""
    results = measuring.take_turns(options.rounds, {"ours": run_ours, "peer": run_peer})
    ours, peer = results["ours"], results["peer"]
    found, expected = ours[0]["parameters"], peer[0]["parameters"]
    if found != expected:
        sys.exit(f"parameters of the network: found {found} in ours, expected {expected} as in the other program")
    return ours, peer


def both(ours, peer, form):
    return f"{ours:{form}} / {peer:{form}}"


def times_head(peer):
    return ["Backbeat ms", f"{peer} ms", f"{peer} / Backbeat"]


def times(ours, peer):
    ours_ms, peer_ms = 1e3 * middle(ours, "median_s"), 1e3 * middle(peer, "median_s")
    return [f"{ours_ms:.2f}", f"{peer_ms:.2f}", f"**{peer_ms / ours_ms:.2f}**"]


def of_both(ours, peer, key, form):
    return both(middle(ours, key), middle(peer, key), form)


def compare_networks(options, peer_name, run_peer, *, what, batches):
    """Prints the table of `what` ("train" or "infer"); run_peer(net, batch, threads) gives the peer's result."""
    peaks = {threads: fma_peak(options, threads) for threads in options.threads}

    def row(net, batch, threads):
        ours, peer = compare(
            options, lambda: measuring.run_ours(options, what, threads, "--net", path_of(net), "--batch", batch),
            lambda: run_peer(net, batch, threads))
        gflop = 2e-9 * ours[0]["multiply_adds_per_example"]
        rates = [batch / middle(results, "median_s") for results in (ours, peer)]
        gflop_per_s = [gflop * rate for rate in rates]
        return [net, batch, threads, *times(ours, peer), both(*rates, ".1f"), both(*gflop_per_s, ".0f"),
                both(*(rate / peaks[threads] for rate in gflop_per_s), ".0%"),
                of_both(ours, peer, "cpu_s_per_s", ".2f"), of_both(ours, peer, "peak_memory_mib", ".0f")]

    peaks_text = ", ".join(f"{threads} threads {peak:.0f}" for threads, peak in peaks.items())
    measuring.print_table(
        f"{what}: Backbeat / {peer_name}; FMA peak in GFLOP/s: {peaks_text}",
        ["net", "batch", "threads", *times_head(peer_name), "examples/s", "GFLOP/s", "of FMA peak", "CPU s/s",
         "peak MiB"],
        (row(net, batch, threads) for net in options.nets for batch in batches for threads in options.threads))
