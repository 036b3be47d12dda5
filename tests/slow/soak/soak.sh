#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# soak.sh SOURCE BIN [IMAGES]    a billion neuron updates in one run: IMAGES of Fashion-MNIST through the
# convolutional network, streamed, so that all of the run is of one kind, a tenth of them from one reset to
# the next; and the memory of its processes while it lasts, in ./soak.csv: s, MB. Fails where fewer updates
# were compared, or where the second half of the run takes 5 % more than the second quarter. 77 says that the
# images are missing.
set -euo pipefail

source_dir=$1 bin=$2 images=${3:-4300}
data=/usr/share/datasets/fashion-mnist
[ -d $data ] || { echo "SKIPPED: no $data"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/spinforge-gen" emit "$source_dir/weights/models/fmnist-csnn-dw" -o "$work/core" >/dev/null
"$bin/spinforge-sim" verify "$work/core" --dataset $data --images 2 --quiet >/dev/null  # builds the model

"$bin/spinforge-sim" verify "$work/core" --dataset $data --images "$images" --stream --part $((images / 10)) --jobs 2 --quiet \
  --json "$work/run.json" >"$work/said" &
run=$!
# What a process shares with others counts once: proportional set size.
memory() { cat $(printf '/proc/%s/smaps_rollup ' "$run" $(pgrep -P "$run")) 2>/dev/null; }
start=$SECONDS
echo "s,MB" >soak.csv
while kill -0 "$run" 2>/dev/null; do
  # A sample in which a process has just ended is none.
  if kb=$(memory | awk '$1 == "Pss:" { sum += $2 } END { print sum + 0 }'); then
    echo "$((SECONDS - start)),$((kb / 1024))" >>soak.csv
  fi
  sleep 1
done
wait "$run" || { cat "$work/said"; exit 1; }
value() { sed -n "s/^ *\"$1\": \([0-9]*\).*/\1/p" "$work/run.json" | head -n 1; }
awk -F, -v commits="$(value commits_compared)" -v least="$((images * 1000000000 / 4300))" '
  NR > 1 { n++; mb[n] = $2 }
  function most(from, to,   i, out) { for (i = int(from) + 1; i <= to; i++) if (mb[i] > out) out = mb[i]; return out }
  END {
    if (n < 8) { print "only " n " samples of memory: nothing to judge"; exit 1 }
    printf "%d updates compared; MB:", commits
    for (i = 1; i <= 10; i++) printf " %d", mb[int(n * i / 10)]
    print ""
    if (commits < least) { print "expected at least " least " updates"; exit 1 }
    early = most(n / 4, n / 2); late = most(n / 2, n)
    if (late > 1.05 * early) { print "memory grows: " early " MB at most in the second quarter, " late " later"; exit 1 }
  }' soak.csv
