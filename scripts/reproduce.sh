#!/usr/bin/env bash
# Measures a row of models/RESULTS.md again, on recordings of your own copy.
#   scripts/reproduce.sh NAME FOLDER [OPTION...]     # further options go to backbeat-train
#
#   gtzan esc10 emotify genre11   5 folds, 3 seeds: FOLDER/NAME.csv
#   gtzan-emotify                 trained on gtzan.csv, judged on the classical and rock of emotify.csv
#   genre11-library               trained on genre11.csv, judged on library.csv
#   gtzan-full                    the complete GTZAN by its published fault-filtered lists: FOLDER/blues/...
#                                 and FOLDER/train_filtered.txt, valid_filtered.txt, test_filtered.txt
#   fma-small fma-medium          FMA by its own split: FOLDER/fma_small/000/..., FOLDER/fma_metadata/tracks.csv
#   abroad                        each source of FOLDER/all.csv left out, 3 seeds: right in other people's music
#   music all                     5 folds, seed 1, stressed too: FOLDER/NAME.csv; all gives the card's figures
#   shipped                       models/genre11.safetensors anew, from FOLDER/all.csv, its threshold from sources left out
#
# models/RESULTS.md and models/genre11.md were made with --recipe accurate, and what is named beside their figures.
#
# Results go to reproduced/. SEEDS="1 2 3" says which seeds; BACKBEAT_BIN where the programs are.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bin=${BACKBEAT_BIN:-$root/build/release/bin}
seeds=${SEEDS:-1 2 3}
usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
name=$1 data=$2
shift 2
for program in "$bin/backbeat-train" "$bin/backbeat-evaluate"; do
  [ -x "$program" ] && continue
  echo "reproduce: $program: found no such program, expected it built; in $root: scripts/setup.sh &&" \
    "cmake --preset release && cmake --build --preset release --target programs" >&2
  exit 2
done
out=reproduced
mkdir -p "$out"

say() { printf '\n$ %s\n' "$*"; "$@"; }

# cross_validate OPTIONS...: NAME.csv, each clip judged by the model of its fold
cross_validate() {
  say "$bin/backbeat-train" "$data/$name.csv" --cross-validate 5 --group artist --json "$out/$name.json" \
    --html "$out/$name.html" "$@"
}

# train_and_judge TRAINED JUDGED JUDGE-OPTIONS... -- TRAIN-OPTIONS...: each seed's model, then all together
train_and_judge() {
  local trained=$1 judged=$2 judge_options=() models=()
  shift 2
  while [ "$1" != -- ]; do judge_options+=("$1"); shift; done
  shift
  for seed in $seeds; do
    say "$bin/backbeat-train" "$trained" --seed "$seed" --out "$out/$name.$seed.safetensors" "$@"
    say "$bin/backbeat-evaluate" --model "$out/$name.$seed.safetensors" "$judged" \
      "${judge_options[@]}" --json "$out/$name.$seed.json"
    models+=(--model "$out/$name.$seed.safetensors")
  done
  say "$bin/backbeat-evaluate" "${models[@]}" "$judged" "${judge_options[@]}" --json "$out/$name.together.json"
}

# train_seeds DATASET OPTIONS...: where the dataset itself names its test side
train_seeds() {
  local dataset=$1
  shift
  for seed in $seeds; do
    say "$bin/backbeat-train" "$dataset" --seed "$seed" --out "$out/$name.$seed.safetensors" \
      --json "$out/$name.$seed.json" "$@"
  done
}

case $name in
  gtzan | esc10 | emotify | genre11) cross_validate --seeds "${seeds// /,}" "$@" ;;
  abroad)
    say "$bin/backbeat-train" "$data/all.csv" --leave-out source --seeds "${seeds// /,}" --json "$out/abroad.json" \
      --csv "$out/abroad.csv" --html "$out/abroad.html" "$@" ;;
  music | all) cross_validate --stress "$@" ;;
  gtzan-emotify) train_and_judge "$data/gtzan.csv" "$data/emotify.csv" --labels classical,rock -- "$@" ;;
  genre11-library) train_and_judge "$data/genre11.csv" "$data/library.csv" -- "$@" ;;
  gtzan-full)
    train_seeds "$data" --train-list "$data/train_filtered.txt" --valid-list "$data/valid_filtered.txt" \
      --test-list "$data/test_filtered.txt" "$@" ;;
  fma-small | fma-medium)
    train_seeds "$data/fma_${name#fma-}" --fma-metadata "$data/fma_metadata/tracks.csv" \
      --fma-subset "${name#fma-}" "$@" ;;
  shipped)
    say "$bin/backbeat-train" "$data/all.csv" --leave-out source --out "$root/models/genre11.safetensors" \
      --json "$out/shipped.json" --csv "$out/shipped.csv" "$@" ;;
  *) usage ;;
esac
