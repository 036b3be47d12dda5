#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bitstream.sh SOURCE_DIR BIN_DIR BOARD CELLS MHZ: it is made, is no larger and no slower, and with the tools
# that rtl/targets/ice40/README.md names it is what its table says (UPDATE_SNAPSHOTS=1 writes the row anew).
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
have yosys nextpnr-ice40 icepack icetime

board=$1 cells=$2 mhz=$3
network=$source_dir/weights/models/mnist-fc196-dw
"$targets/ice40/ice40" bitstream "$board" "$network" "$work/out"
[ -s "$work/out/$board.bin" ]
value() { sed -n "s/^ *\"$1\": \"\?\([0-9.]*\).*/\1/p" "$work/out/report.json"; }
awk -v lc="$(value lc)" -v fmax="$(value fmax_mhz)" -v cells="$cells" -v mhz="$mhz" \
  'BEGIN { exit !(lc > 0 && lc <= cells && fmax >= mhz) }'
# The two tools agree on the clock within 10 %.
awk -v a="$(value nextpnr_mhz)" -v b="$(value icetime_mhz)" \
  'BEGIN { exit !(a > 0 && b / a > 0.9 && b / a < 1.1) }'

case "$(yosys -V) $(nextpnr-ice40 --version 2>&1)" in
  *"Yosys 0.23 "*"Version 0.4"*) ;;
  *) echo "other tools than the page's: its row is not compared"; exit 0 ;;
esac
thousands() { sed ':a;s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta' <<<"$1"; }
case $board in
  icebreaker)    name="UP5K, iCEBreaker" bram=30 dsp="$(value dsp) of 8" ;;
  hx8k_breakout) name="HX8K, breakout board" bram=32 dsp=- ;;
esac
row="| $name | $(thousands "$(value lc)") of $(thousands "$cells") | $(value bram) of $bram | $dsp"
row+=" | $(value nextpnr_mhz) MHz | $(value icetime_mhz) MHz |"
page=$targets/ice40/README.md
[ -z "${UPDATE_SNAPSHOTS:-}" ] || sed -i "s/^| $name |.*/$row/" "$page"
grep -qxF "$row" "$page" || { echo "$page has not this row: $row"; exit 1; }
