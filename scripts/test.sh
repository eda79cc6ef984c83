#!/usr/bin/env bash
# Sets up, builds (preset dev: assertions on, warnings are errors) and runs every test.
#   scripts/test.sh [ctest arguments, for example -R Conv2d]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --tests
cmake --preset dev >/dev/null
cmake --build --preset dev
ctest --preset dev --parallel "$(nproc)" "$@"
