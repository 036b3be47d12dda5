#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the build, moves what was installed, runs its tools there and builds a program with its CMake
# package:
#   install.sh SOURCE_DIR BINARY_DIR
set -euo pipefail
source_dir=$1
binary_dir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "install: $*"; exit 1; }

cmake --install "$binary_dir" --prefix "$work/first" >"$work/install.log" || fail "$(tail "$work/install.log")"
mv "$work/first" "$work/moved"
cd "$work"
export PATH="$work/moved/bin:$PATH"
models=moved/share/spinforge/models

[ "$(command -v spinforge-gen)" = "$work/moved/bin/spinforge-gen" ] || fail "another spinforge-gen runs"
spinforge-gen emit $models/fmnist-fc196-dw -o core --lanes 8
spinforge-sim vectors core
spinforge-sim golden $models/fmnist-fc196-dw --dataset moved/share/spinforge/data/fmnist-sample --images 20 --quiet

cmake -S "$source_dir/tests/lockstep/install/consumer" -B consumer -G Ninja \
  -DCMAKE_PREFIX_PATH="$work/moved" >"$work/configure.log" || fail "$(tail "$work/configure.log")"
cmake --build consumer >"$work/build.log" || fail "$(tail -20 "$work/build.log")"
said=$(consumer/consumer $models/fmnist-fc196-dw)
[[ $said == "fmnist-fc196-dw: class "[0-9] ]] || fail "the program said: $said"

# Nothing that was installed for others points into this tree or its build.
! grep -rl -e "$source_dir" -e "$binary_dir" moved/lib/cmake moved/include || fail "a path of the source tree is in the package"
echo "installed, moved, run, and a program was built with it: $said"
