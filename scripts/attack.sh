#!/usr/bin/env bash
# An attack on the programs, with new seeds each time: hostile bytes for every reader, kills at random moments, thousands
# of files, some of them broken. Ends with exit code 1 where something gave way, and says what.
#   scripts/attack.sh [MINUTES]     # 60, unless given; needs what scripts/fuzz.sh needs
#
# Half of the time goes to the fuzz targets, a quarter to kills. Seeds are printed, and SEED=N repeats them.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-60}
seed=${SEED:-$(date +%s)}
scripts/setup.sh
cmake --preset release >/dev/null
cmake --build --preset release --target programs
programs=build/release/bin
targets=$(find tests/fuzz/corpus -mindepth 1 -maxdepth 1 -type d | wc -l)
gave_way=()
attack() { printf '\n$ %s\n' "$*"; "$@" || gave_way+=("$*"); }

echo "seed $seed"
end=$((SECONDS + 15 * minutes))
round=0
while [ $SECONDS -lt $end ]; do
  attack tests/reliability/kills.py "$programs" --runs 3 --seed $((seed + round))
  round=$((round + 1))
done
attack tests/reliability/many_files.py "$programs" --seed "$seed"
attack scripts/fuzz.sh all $((30 * minutes / targets))
[ ${#gave_way[@]} -eq 0 ] || { printf 'attack: gave way: %s\n' "${gave_way[@]}" >&2; exit 1; }
echo "nothing gave way"
