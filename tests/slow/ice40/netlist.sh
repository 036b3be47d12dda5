#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# netlist.sh SOURCE_DIR BIN_DIR FAMILY CELL...: the netlist of a core, of those cells among others,
# agrees with golden, and does not once one gate of it is wrong.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
have yosys verilator

family=$1
shift
options=(--dataset "$sample" --images 2 --jobs 1 --no-wave --build-dir "$work/cache")
"$targets/netlist" "$family" "$network" "$work/out" "${options[@]}" | tee "$work/log"
grep -q ': 2 images of .* 0 mismatches' "$work/log"

netlist=$work/out/netlist/sf_core.v
for cell in "$@"; do
  grep -q "^  $cell " "$netlist" || { echo "no $cell in the netlist"; exit 1; }
done
[ "$(grep -c '^module ' "$netlist")" = 1 ] || { echo "the netlist is not flat"; exit 1; }

# The cell behind the lowest bit of layer 1's potential gives the opposite. (One of its inputs the other
# way round can make no difference on two images.)
awk 'BEGIN { RS = ";\n" }
  !done && match($0, /\.[OQ]\(commit1_v_o ?\[0\]\)/) {
    $0 = "  wire wrong_gate;\n  assign commit1_v_o[0] = ~wrong_gate;\n" \
         substr($0, 1, RSTART + 2) "wrong_gate" substr($0, RSTART + RLENGTH - 1)
    done = 1
  }
  { printf "%s%s", end, $0; end = RS }
  END { exit !done }' "$netlist" > "$work/wrong.v"
mv "$work/wrong.v" "$netlist"
status=0
"$bin_dir/spinforge-sim" verify "$work/out/core" --filelist ../netlist/filelist.f \
  "${options[@]}" > "$work/log" 2>&1 || status=$?
cat "$work/log"
[ $status = 1 ] || { echo "expected a mismatch, exit code 1, got $status"; exit 1; }
