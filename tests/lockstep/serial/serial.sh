#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# serial.sh SOURCE_DIR BIN_DIR: images through the pseudo-terminal of the simulated serial system,
# where one byte each way is lost.
set -euo pipefail
source_dir=$1 bin_dir=$2

command -v verilator > /dev/null || { echo "SKIPPED: verilator is not installed"; exit 77; }
models=$source_dir/weights/models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

SPINFORGE_BIN=$bin_dir "$source_dir/rtl/targets/ice40/ice40" simulate "$models/fmnist-fc196-dw" "$work/out"
# Byte 300 lies in the second image's frame, and in the answer to the twenty-second.
"$work/out/system" --lose 300 > "$work/terminal" &
system=$!
trap 'kill $system 2> /dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do
  [ -s "$work/terminal" ] && break
  sleep 0.1
done

# images NETWORK COUNT: against that network's golden model; a lost answer costs one --timeout.
images() {
  "$bin_dir/spinforge-sim" serial "$(cat "$work/terminal")" "$models/$1" --images "$2" \
    --dataset "$source_dir/weights/data/fmnist-sample" --timeout 5000 --quiet | tee "$work/log"
}
images fmnist-fc196-dw 25
grep -q ': 25 images .* 0 mismatches, .* 2 frames sent again' "$work/log"

# Another network is not what this system holds.
if images mnist-fc196-dw 5; then echo "no difference seen"; exit 1; fi
grep -q ': 5 images .* [1-5] mismatches' "$work/log"
