#!/usr/bin/env bash
# Installs what Backbeat needs to build and test, or says what is missing.
#   scripts/setup.sh [--lint|--tests]
#     --lint   also clang-format and clang-tidy, for scripts/lint.sh
#     --tests  also what only tests use, for scripts/test.sh; without it those tests are skipped
# On Debian and Ubuntu missing packages are installed (with sudo when not root). On any other
# system nothing is installed: the script looks for each tool and library and lists those it lacks.
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libsndfile1-dev libsoxr-dev libkissfft-dev libeigen3-dev libcli11-dev nlohmann-json3-dev
  libmpg123-dev libfmt-dev libspdlog-dev libxxhash-dev libcsv-dev libpng-dev
  libavformat-dev libavcodec-dev libavutil-dev libswresample-dev
  libgtest-dev libbenchmark-dev
)

case "${1:-}" in
  --lint) packages+=(clang-format clang-tidy) ;;
  --tests) packages+=(python3-torch python3-numpy) ;;
esac

install_debian() {
  local missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: not root and no sudo; install: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
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
gtest/gtest.h           GoogleTest >= 1.11
benchmark/benchmark.h   Google Benchmark
'
# The build goes without these and then reads fewer formats.
optional_headers='
ffmpeg/libavformat/avformat.h    FFmpeg >= 4.4 (libavformat, libavcodec, libavutil, libswresample) to read AAC, WMA and more
'

has_header() {
  for root in ${CPATH:+${CPATH//:/ }} /usr/include /usr/local/include /opt/homebrew/include /opt/local/include; do
    if [ -e "$root/$1" ] || [ -e "$root/${1#*/}" ]; then return 0; fi
  done
  return 1
}

report_missing() {
  local missing=0
  for tool in g++ cmake ninja pkg-config; do
    command -v "$tool" >/dev/null || { echo "setup: missing program: $tool" >&2; missing=1; }
  done
  while read -r header what; do
    [ -z "$header" ] && continue
    has_header "$header" || { echo "setup: missing header $header: install $what" >&2; missing=1; }
  done <<<"$headers"
  while read -r header what; do
    [ -z "$header" ] || has_header "$header" || echo "setup: no header $header; optional: install $what" >&2
  done <<<"$optional_headers"
  [ $missing -eq 0 ] || { echo "setup: this is not a Debian system, so nothing was installed" >&2; exit 1; }
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then install_debian; else report_missing; fi
