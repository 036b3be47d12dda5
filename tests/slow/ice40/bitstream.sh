#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bitstream.sh SOURCE_DIR BIN_DIR BOARD CELLS MHZ: it is made, is no larger and no slower.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
have yosys nextpnr-ice40 icepack icetime

board=$1 cells=$2 mhz=$3
"$targets/ice40/ice40" bitstream "$board" "$network" "$work/out"
[ -s "$work/out/$board.bin" ]
value() { sed -n "s/^ *\"$1\": \"\?\([0-9.]*\).*/\1/p" "$work/out/report.json"; }
awk -v lc="$(value lc)" -v fmax="$(value fmax_mhz)" -v cells="$cells" -v mhz="$mhz" \
  'BEGIN { exit !(lc > 0 && lc <= cells && fmax >= mhz) }'
# The two tools agree on the clock within 10 %.
awk -v a="$(value nextpnr_mhz)" -v b="$(value icetime_mhz)" \
  'BEGIN { exit !(a > 0 && b / a > 0.9 && b / a < 1.1) }'
