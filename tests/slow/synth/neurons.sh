#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# neurons.sh SOURCE_DIR: rtl/README.md's table of what a neuron costs, row by row, as Yosys counts it now
# (UPDATE_SNAPSHOTS=1 writes its numbers anew). A row names its macro and the parameters that differ.
set -euo pipefail
cd "$1"
command -v yosys >/dev/null || { echo "SKIPPED: yosys is not installed"; exit 77; }
[[ $(yosys -V) == "Yosys 0.23 "* ]] || { echo "SKIPPED: the table is Yosys 0.23's"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
page=rtl/README.md

rows=0 wrong=0
while IFS='|' read -r _ macro parameters registers multipliers luts levels _; do
  name=$(tr -d ' `' <<<"$macro")
  sets=
  for set in $(tr -d '`' <<<"$parameters"); do
    value=${set#*=}
    [ "$value" -ge 0 ] || value="32'd$((value + (1 << 32)))"  # chparam takes no sign
    sets+=" -set ${set%=*} $value"
  done
  yosys -q -p "read_verilog -sv rtl/macros/$name.sv; ${sets:+chparam$sets $name;} synth -flatten -top $name
    abc -lut 6; tee -q -o $work/stat stat; tee -q -o $work/path ltp -noff" >"$work/log" 2>&1 ||
    { tail "$work/log"; exit 1; }
  now="$(awk '$1 == "$lut" { print $2 }' "$work/stat") | $(sed -n 's/.*(length=\([0-9]*\)).*/\1/p' "$work/path")"
  rows=$((rows + 1))
  [ "$(tr -d ' ' <<<"$luts|$levels")" = "$(tr -d ' ' <<<"$now")" ] && continue
  echo "$page: $name$parameters: $luts|$levels in the page, Yosys counts $now"
  wrong=1
  row="|$macro|$parameters|$registers|$multipliers| $now |"
  [ -z "${UPDATE_SNAPSHOTS:-}" ] || M="|$macro|$parameters|" R="$row" \
    perl -i -pe '$_ = "$ENV{R}\n" if index($_, $ENV{M}) == 0' "$page"
done < <(grep -E '^\| `sf_(neuron|leaky)` \|' "$page")
[ "$rows" -ge 4 ] || { echo "$page: only $rows rows found"; exit 1; }
[ -n "${UPDATE_SNAPSHOTS:-}" ] || exit "$wrong"
