#!/usr/bin/env bash
# From nothing to a classified folder: sets up, builds, writes the synthetic dataset, trains,
# evaluates, classifies. Everything it makes goes to demo/.
#   scripts/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset release >/dev/null
cmake --build --preset release --target programs
bin=build/release/bin

say() { printf '\n$ %s\n' "$*"; "$@"; }
mkdir -p demo
rm -rf demo/music demo/new
say $bin/backbeat-synth demo/music --clips 60 --duration-s 8
say $bin/backbeat-synth demo/new --clips 10 --duration-s 8 --seed 2
say $bin/backbeat-train demo/music --out demo/model.safetensors --epochs 10 --batch-size 16 --lr 0.003 \
    --cache demo/cache --log demo/epochs.jsonl --html demo/training.html
say $bin/backbeat-evaluate --model demo/model.safetensors demo/new --cache none \
    --json demo/report.json --html demo/report.html
say $bin/backbeat-predict --model demo/model.safetensors demo/new/house demo/new/waltz --top-k 2
