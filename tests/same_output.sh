#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares what two builds of the tools write, byte for byte: for a change that is to change nothing.
#   tests/same_output.sh OLD_BIN NEW_BIN [WORK]
# Both are folders that hold spinforge-gen and spinforge-sim. Runs emit for every committed network and
# for sets of options, plan, golden, vectors, the device models, the sweeps and the pages that tools draw;
# WORK (default: a fresh folder, removed where all is equal) keeps the outputs in old/ and new/.
# Exit: 0 all equal, 1 something differs (its files are listed).
set -euo pipefail
old_bin=$(cd "$1" && pwd)
new_bin=$(cd "$2" && pwd)
source_dir=$(cd "$(dirname "$0")/.." && pwd)
work=${3:-$(mktemp -d)}
models=$source_dir/weights/models

# Standard output, standard error and exit code of a command are outputs too, times left out:
# NAME COMMAND..
run() {
  local name=$1 status=0
  shift
  "$@" >"$name.out" 2>"$name.err" || status=$?
  echo "$status" >"$name.status"
  sed -i -E 's/[0-9.]+ (s|images\/s)\b/TIME \1/g' "$name.out" "$name.err"
  [ ! -e "$name.json" ] || sed -i -E 's/"(wall_s|images_per_s)": [^,]*/"\1": TIME/' "$name.json"
}

emit() {
  local name=$1
  shift
  run "emit-$name" spinforge-gen emit "$@" -o "core-$name"
}

everything() {
  local network target
  for network in "$models"/*/; do
    network=$(basename "$network")
    emit "$network" "models/$network"
    run "plan-$network" spinforge-gen plan "models/$network" --json "plan-$network.json"
  done
  for network in fmnist-fc-dw fmnist-fc-leaky mnist-csnn-hall180 fmnist-csnn5-dw fmnist-fc196-dw; do
    emit "$network-lanes" "models/$network" --lanes 8 --neuron-lanes 2 --no-vectors
    emit "$network-axi" "models/$network" --wrapper axi --thresholds
    emit "$network-pipeline" "models/$network" --pipeline --name left
    emit "$network-all" "models/$network" --pipeline --thresholds --wrapper axi --name right --verilog2005
    for target in xc7 ecp5 ice40up5k ice40hx8k; do
      emit "$network-$target" "models/$network" --target "$target" --goal area --no-vectors
      run "plan-$network-$target" spinforge-gen plan "models/$network" --target "$target" \
        --plot "plan-$network-$target.svg" --json "plan-$network-$target.json"
    done
    run "golden-$network" spinforge-sim golden "models/$network" --dataset "$source_dir/weights/data/fmnist-sample" \
      --images 3 --commits "golden-$network.csv" --json "golden-$network.json" --quiet
  done
  run vectors spinforge-sim vectors core-fmnist-fc-dw --dataset "$source_dir/weights/data/fmnist-sample" --images 3
  run verify spinforge-sim verify core-fmnist-fc196-dw --dataset "$source_dir/weights/data/fmnist-sample" \
    --images 20 --record verified.json --quiet
  run fields spinforge-sim sweep fields models/fmnist-fc-hall180 --dataset "$source_dir/weights/data/fmnist-sample" \
    --csv fields.csv --json fields.json --quiet
  run noise spinforge-sim sweep noise models/fmnist-fc-hall180 --dataset "$source_dir/weights/data/fmnist-sample" \
    --csv noise.csv --json noise.json --quiet
  run table spinforge-sim table models
  run figures spinforge-sim figures models -o figures
  run device-list spinforge-sim device list
  run device-gallery spinforge-sim device gallery gallery
}

for side in old new; do
  mkdir -p "$work/$side"
  (
    cd "$work/$side"
    ln -sfn "$models" models
    bin=${side}_bin
    export PATH="${!bin}:$PATH"
    everything
  )
done
echo "$(find -L "$work/old" -type f -not -path '*/models/*' | wc -l) files of each compared"
diff -rq --no-dereference "$work/old" "$work/new" || { echo "not the same; the outputs are in $work"; exit 1; }
[ -n "${3:-}" ] || rm -rf "$work"
echo "all the same"
