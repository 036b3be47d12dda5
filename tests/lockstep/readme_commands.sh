#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the commands that README.md shows for the built tools, as they stand there, in a fresh folder:
#   readme_commands.sh SOURCE_DIR BIN_DIR
# spinforge-train is left out: it trains for minutes and has tests of its own.
set -euo pipefail
source_dir=$1
export PATH="$2:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ln -s "$source_dir/weights" weights

ran=0
while IFS= read -r command; do
  echo "\$ $command"
  bash -c "$command" >out.log 2>&1 || { cat out.log; echo "README.md: '$command' failed"; exit 1; }
  [ -s out.log ] || { echo "README.md: '$command' printed nothing"; exit 1; }
  ran=$((ran + 1))
done < <(sed -n 's/^\(spinforge-\(gen\|sim\) [^#]*[^# ]\) *\(#.*\)\?$/\1/p' "$source_dir/README.md")
[ "$ran" -ge 5 ] || { echo "README.md: only $ran commands found; expected at least 5"; exit 1; }
echo "$ran commands of README.md ran"
