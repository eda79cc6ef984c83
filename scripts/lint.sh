#!/usr/bin/env bash
# Checks form: clang-format and clang-tidy, both version 14, over all of our own code.
#   scripts/lint.sh            # everything
#   scripts/lint.sh audio nn   # these folders only
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --lint
folders=("$@")
[ ${#folders[@]} -gt 0 ] || folders=(apps audio nn datasets tests)
find "${folders[@]}" -name '*.h' -o -name '*.cpp' | xargs clang-format --dry-run -Werror
# A build tree of its own: clang-tidy can not read g++'s precompiled headers.
cmake --preset dev -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
# It reads the header that protoc makes, where there is one to make.
if cmake --build build/lint --target help | grep -q onnx_messages; then
  cmake --build build/lint --target onnx_messages >/dev/null
fi
printf '%s\n' "${folders[@]/%//.*\\.cpp$}" |
  xargs run-clang-tidy -p build/lint -quiet -extra-arg=-Wno-unknown-warning-option
