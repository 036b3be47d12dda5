#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# verify.sh SOURCE_DIR BIN_DIR MODELS_DIR
source "$(dirname "$0")/common.sh"
export SPINFORGE_BUILD_DIR=$work/models  # what others keep in theirs is not looked at
# Long enough to be in the middle of: 4,000 images.
data=fmnist; mkdir $data
for file in t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do
  gzip -dc "$source_dir/weights/data/fmnist-sample/$file.gz" >$data/$file
done
repeat() { # FILE HEADER_BYTES
  for _ in $(seq 20); do tail -c "+$(($2 + 1))" "$1"; done >body
  { head -c 4 "$1"; printf '\x00\x00\x0f\xa0'; head -c "$2" "$1" | tail -c "+9"; cat body; } >long
  mv long "$1"
}
repeat $data/t10k-images-idx3-ubyte 16
repeat $data/t10k-labels-idx1-ubyte 8
spinforge-gen emit "$source_dir/weights/models/fmnist-fc196-dw" -o core --lanes 16 --order step --no-vectors >/dev/null
verify() { spinforge-sim verify core --dataset $data --quiet "$@"; }
verify --json whole.json >/dev/null 2>&1 || fail "the whole run differs"
for signal in TERM KILL; do
  tries=0
  while :; do
    setsid spinforge-sim verify core --dataset $data --quiet >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 300); do
      sleep 0.1
      [ -z "$(find "$SPINFORGE_BUILD_DIR/kept" -size +4k 2>/dev/null)" ] || break
    done
    status=0
    { kill -$signal $pid && wait $pid; } 2>/dev/null || status=$?
    [ $status -lt 128 ] || break
    tries=$((tries + 1)); [ $tries -lt 5 ] || fail "4,000 images are through before it can be killed"
  done
  verify --resume --json again.json >again.log 2>&1 || fail "$signal, resumed: $(tail -1 again.log)"
  grep -q 'images were run before' again.log || fail "$signal: nothing was kept: $(cat again.log)"
  diff <(grep -v -e build_s -e wall_s -e images_per_s whole.json) <(grep -v -e build_s -e wall_s -e images_per_s again.json) ||
    fail "$signal: another result"
  verify --resume >again.log 2>&1
  ! grep -q 'images were run before' again.log || fail "$signal: what ended well is kept"
done
echo "went on: $(grep -c . whole.json) lines of JSON equal"
