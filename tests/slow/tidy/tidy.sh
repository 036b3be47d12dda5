#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy.sh SOURCE    what `cmake --workflow --preset tidy` does, elsewhere; exit code 77 without clang-tidy.
# Other presets hide an include that is missing, as they compile a library as one source.
set -euo pipefail

command -v clang-tidy >/dev/null || { echo "SKIPPED: no clang-tidy"; exit 77; }
cmake --preset tidy -S "$1" -B "$PWD/build" >/dev/null
cmake --build build
