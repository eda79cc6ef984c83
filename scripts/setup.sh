#!/usr/bin/env bash
# Installs what Backbeat needs to be built, or says what is missing.
#   scripts/setup.sh [--tests|--lint|--fuzz]
#     --tests  also what the tests and benchmarks need, for scripts/test.sh
#     --lint   also clang-format, clang-tidy and what they read, for scripts/lint.sh
#     --fuzz   also clang with libFuzzer and sanitizers, for scripts/fuzz.sh and scripts/test.sh --sanitize
# On Debian and Ubuntu missing packages are installed (with sudo when not root). On any other
# system nothing is installed: the script looks for each tool and library and lists those it lacks.
set -euo pipefail

for_programs=(
  g++ cmake ninja-build pkg-config
  libsndfile1-dev libsoxr-dev libkissfft-dev libeigen3-dev libcli11-dev nlohmann-json3-dev
  libmpg123-dev libfmt-dev libspdlog-dev libxxhash-dev libcsv-dev libpng-dev
  libavformat-dev libavcodec-dev libavutil-dev libswresample-dev
  libonnx-dev protobuf-compiler libprotobuf-dev
)
for_test_programs=(libgtest-dev libgmock-dev libbenchmark-dev)

packages=("${for_programs[@]}")
test_programs=no
case "${1:-}" in
  "") ;;
  --tests) test_programs=yes packages+=("${for_test_programs[@]}" python3-torch python3-numpy python3-onnx) ;;
  --lint) test_programs=yes packages+=("${for_test_programs[@]}" clang-format clang-tidy) ;;
  --fuzz) test_programs=yes packages+=("${for_test_programs[@]}" clang libclang-rt-dev libomp-dev) ;;
  *) echo "setup: found option $1, expected --tests, --lint, --fuzz or none" >&2; exit 2 ;;
esac

# quietly COMMAND...: what it prints is shown only where it fails.
quietly() {
  local said
  said=$("$@" 2>&1 </dev/null) && return
  printf '%s\nsetup: "%s" failed: see above\n' "$said" "$*" >&2
  exit 1
}

install_debian() {
  local missing=() as_root=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q ^installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: not root and no sudo; install: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}" >&2
  quietly "${as_root[@]}" apt-get update -qq
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# A header stands for its library: each line is "header  what to install".
headers='
sndfile.h               libsndfile >= 1.1 (with MPEG support)
mpg123.h                libmpg123 >= 1.27
soxr.h                  libsoxr
kissfft/kissfft.hh      KissFFT with its CMake package, float, shared
eigen3/Eigen/Core       Eigen >= 3.4
CLI/CLI.hpp             CLI11 >= 2.1
nlohmann/json.hpp       nlohmann-json >= 3.10
fmt/format.h            fmt >= 9
spdlog/spdlog.h         spdlog built on an external fmt
xxhash.h                xxHash >= 0.8
csv.h                   libcsv >= 3
png.h                   libpng >= 1.6
'
test_headers='
gtest/gtest.h           GoogleTest >= 1.11
gmock/gmock.h           GoogleMock >= 1.11, which is part of GoogleTest
benchmark/benchmark.h   Google Benchmark
'
[ $test_programs = no ] || headers+=$test_headers
# The build goes without these and then reads fewer formats.
optional_headers='
onnx/onnx.proto                  ONNX (its onnx.proto), protobuf and protoc, to read and write ONNX files
ffmpeg/libavformat/avformat.h    FFmpeg >= 4.4 (libavformat, libavcodec, libavutil, libswresample) to read AAC, WMA and more
'

has_header() {
  for root in ${CPATH:+${CPATH//:/ }} /usr/include /usr/local/include /opt/homebrew/include /opt/local/include; do
    if [ -e "$root/$1" ] || [ -e "$root/${1#*/}" ]; then return 0; fi
  done
  return 1
}

report_missing() {
  local lacks=0
  for tool in g++ cmake ninja pkg-config; do
    command -v "$tool" >/dev/null || { echo "setup: missing program: $tool" >&2; lacks=1; }
  done
  while read -r header what; do
    [ -z "$header" ] && continue
    has_header "$header" || { echo "setup: missing header $header: install $what" >&2; lacks=1; }
  done <<<"$headers"
  while read -r header what; do
    [ -z "$header" ] || has_header "$header" || echo "setup: no header $header; optional: install $what" >&2
  done <<<"$optional_headers"
  [ $lacks -eq 0 ] || { echo "setup: this is not a Debian system, so nothing was installed" >&2; exit 1; }
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then install_debian; else report_missing; fi
