#!/usr/bin/env bash
# Sets up, builds (preset dev: assertions on, warnings are errors) and runs every test.
#   scripts/test.sh [ctest arguments, for example -R Conv2d]
#   scripts/test.sh --sanitize [ctest arguments]   # under the address and undefined-behaviour sanitizers, and what has
#                                                  # to do with threads under the thread sanitizer: an hour on two cores
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --tests

# test_with PRESET [ctest arguments]
test_with() {
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1"
  ctest --preset "$1" --parallel "$(nproc)" "${@:2}"
}

if [ "${1:-}" != --sanitize ]; then
  test_with dev "$@"
  exit
fi
shift
scripts/setup.sh --fuzz  # clang
threads='Parallel|PerThread|Threads|Prefetched|LoadFeatures|Waveforms|Ensemble|Inference|Conv2d|BatchNorm|Linear|Winograd|Training|Train\.|Predict|Interrupted|AugmentedBatches|SynthDataset'
test_with asan "$@"
test_with tsan -R "$threads" "$@"
