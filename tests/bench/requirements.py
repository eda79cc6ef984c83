"""What the comparisons of this folder need, looked for before hours of measuring."""
import importlib.util
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "scripts/setup.sh && cmake --preset release && cmake --build --preset release --target programs"
BUILD_WITH_PEAK = ("scripts/setup.sh --tests && cmake --preset release -DBACKBEAT_BENCH=ON && "
                   "cmake --build --preset release --target programs fma_peak")


def require_programs(*programs):
    """Ends with the command that builds them where one of our programs is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        command = BUILD_WITH_PEAK if missing[-1].name == "fma_peak" else BUILD
        sys.exit(f"{missing[0]}: found no such program, expected it built; in {ROOT}: {command}")


def require_modules(*modules):
    """Ends with the package that brings it where Python lacks a module."""
    for module in modules:
        if importlib.util.find_spec(module) is None:
            sys.exit(f"{sys.executable}: found no module {module}, expected it; on Debian: apt-get install "
                     f"python3-{module}")
