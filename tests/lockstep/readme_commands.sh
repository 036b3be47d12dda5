#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the commands that README.md shows for the built tools, as they stand there, in a fresh folder, and
# compares what `energy` prints with its page (UPDATE_SNAPSHOTS=1 writes the page anew):
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
  case $command in *DIR* | *CURVES*) echo "not run, as it names files of the reader's: $command"; continue ;; esac
  echo "\$ $command"
  bash -c "$command" >out.log 2>&1 || { cat out.log; echo "README.md: '$command' failed"; exit 1; }
  [ -s out.log ] || { echo "README.md: '$command' printed nothing"; exit 1; }
  case $command in "spinforge-sim energy core") mv out.log energy.log ;; esac
  ran=$((ran + 1))
done < <(sed -n 's/^\(spinforge-\(gen\|sim\) [^#]*[^# ]\) *\(#.*\)\?$/\1/p' "$source_dir/README.md")
[ "$ran" -ge 5 ] || { echo "README.md: only $ran commands found; expected at least 5"; exit 1; }
echo "$ran commands of README.md ran"

page=$source_dir/sim/energy/README.md
grep -q " images of /usr/share/datasets/fashion-mnist," energy.log ||
  { echo "SKIPPED: Debian's Fashion-MNIST is not there, so $page is not compared"; exit 77; }
sed -n '/: 5 images of /,$p' energy.log >told
if [ -n "${UPDATE_SNAPSHOTS:-}" ]; then
  awk '/^```/ { inside = !inside; print; if (inside) while ((getline line < "told") > 0) print line; next }
       !inside' "$page" >page.new && cat page.new >"$page"
fi
awk '/^```/ { inside = !inside; next } inside' "$page" | diff - told ||
  { echo "$page (<) is not what the tool prints (>)"; exit 1; }
