#!/usr/bin/env bash
# Throws bytes that nobody meant at the readers of files, under the address and undefined-behaviour sanitizers.
#   scripts/fuzz.sh [TARGET|all] [SECONDS]     # 60 s for each target, unless given; needs clang with its libFuzzer
#
# tests/fuzz says what the targets read. What a run finds to be new it keeps in build/fuzz/corpus; an input that
# crashes, hangs or takes too much memory is kept in build/fuzz/found and ends the script with exit code 1. Add it to
# tests/fuzz/corpus/TARGET once it is mended: all tests replay it from then on. SEED=N makes the same choices again.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --fuzz
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
build=build/fuzz
all=()
for corpus in tests/fuzz/corpus/*/; do all+=("$(basename "$corpus")"); done
target=${1:-all} seconds=${2:-60}
[ "$target" = all ] && targets=("${all[@]}") || targets=("$target")
mkdir -p "$build/found"
export LSAN_OPTIONS=suppressions=$PWD/tests/fuzz/leaks.supp:print_suppressions=0
memory=/dev/shm  # inputs are files, too many for a disk
[ -w $memory ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d "$memory/fuzz.XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
failed=()
for target in "${targets[@]}"; do
  [ -x "$build/fuzz/fuzz_$target" ] ||
    { echo "fuzz: found target $target, expected one of: all ${all[*]}" >&2; exit 2; }
  mkdir -p "$build/corpus/$target"
  echo "$target"
  "$build/fuzz/fuzz_$target" -max_total_time="$seconds" -seed="${SEED:-0}" -timeout=60 -rss_limit_mb=2000 \
    -print_final_stats=1 -artifact_prefix="$build/found/$target-" "$build/corpus/$target" "tests/fuzz/corpus/$target" \
    2>"$build/found/$target.log" || failed+=("$target")
  grep -E 'number_of_executed|peak_rss|new_units' "$build/found/$target.log" || tail -n 30 "$build/found/$target.log" >&2
done
[ ${#failed[@]} -eq 0 ] || { echo "fuzz: found an input that breaks ${failed[*]}: see $build/found" >&2; exit 1; }
