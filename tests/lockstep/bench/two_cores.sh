#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two networks in one design: their benches run in one simulation, each against its own golden
# vectors, in Icarus and in Verilator; and one wrong weight of either is seen.
#   two_cores.sh SOURCE_DIR BIN_DIR
set -euo pipefail
data=$1/tests/data
PATH="$2:$PATH"
for tool in iverilog verilator; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: $tool not installed"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { cat log; echo "$*"; exit 1; }

spinforge-gen emit "$data/small-maps" -o left --name left --wrapper axi
spinforge-gen emit "$data/three-neurons" -o right --name right --wrapper axi
cat >both.sv <<'SV'
module both;
  left_bench #(
    .MemDir("left/mem/"), .Vectors("left/bench/vectors"), .Finish(0)
  ) u_left ();
  right_bench #(
    .MemDir("right/mem/"), .Vectors("right/bench/vectors"), .Finish(0)
  ) u_right ();
endmodule
SV
for core in left right; do
  sed "s|^|$core/|" "$core/filelist.f" "$core/bench/filelist.f"
done >both.f

iverilog -g2012 -s both -o both.vvp -f both.f both.sv >log 2>&1 || fail "Icarus refuses two cores"
[ ! -s log ] || fail "Icarus warned"
verilator --binary --timing -j 2 -CFLAGS -O0 --top-module both -f both.f both.sv >log 2>&1 ||
  fail "Verilator refuses two cores"

for simulation in "vvp -n both.vvp" obj_dir/Vboth; do
  for plusargs in "" +stall=7 +single; do
    timeout 120 $simulation $plusargs >log 2>&1 || fail "'$simulation $plusargs' failed"
    [ "$(grep -c '^PASS: .* 0 differences' log)" = 2 ] || fail "'$simulation' did not pass twice"
  done
done

# So do the benches of their wrappers.
sed 's/_bench/_axi_bench/' both.sv >both_axi.sv
for core in left right; do
  sed "s|^|$core/|" "$core/filelist.f" "$core/bench/axi.f"
done >both_axi.f
iverilog -g2012 -s both -o both_axi.vvp -f both_axi.f both_axi.sv >log 2>&1 ||
  fail "Icarus refuses two wrappers"
[ ! -s log ] || fail "Icarus warned"
timeout 120 vvp -n both_axi.vvp +batch >log 2>&1 || fail "the wrappers' benches failed"
[ "$(grep -c '^PASS: .* 0 differences' log)" = 2 ] || fail "the wrappers' benches did not pass twice"

# Each is checked: another core's answers are seen, whichever it is.
for core in left right; do
  cp "$core/bench/vectors/results.hex" kept
  awk '{ $3 = "ff"; print }' kept >"$core/bench/vectors/results.hex"
  for simulation in "vvp -n both.vvp" obj_dir/Vboth; do
    if timeout 120 $simulation >log 2>&1; then fail "'$simulation' passed with wrong vectors of $core"; fi
    grep -q "^FAIL: " log || fail "'$simulation' did not say FAIL"
  done
  cp kept "$core/bench/vectors/results.hex"
done
echo "two cores pass beside each other in Icarus and Verilator, and each is checked"
