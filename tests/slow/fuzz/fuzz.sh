#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh SOURCE    builds the fuzz targets and runs each for 30 s; exit code 77 without clang.
set -euo pipefail

command -v clang++ >/dev/null || { echo "SKIPPED: no clang++"; exit 77; }
cmake --preset fuzz -S "$1" -B "$PWD/build" >/dev/null
cmake --build build
"$1/tests/fuzz/run.sh" build/bin 30
