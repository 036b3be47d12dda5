# SPDX-License-Identifier: Apache-2.0
# For the scripts here: the tools they call, and what they say where one is missing or fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
script=$(basename "$0")

die() { echo "$script: $*" >&2; exit 2; }

# The comment at the head of the script that calls it.
usage() { sed -n '3,/^[^#]/s/^# \?//p' "$0"; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || die "$tool is not installed; apt install $(package_of "$tool")"
  done
}
package_of() {
  case $1 in
    icepack | icetime) echo fpga-icestorm ;;
    *) echo "$1" ;;
  esac
}

# own TOOL: where it is, looked for in $SPINFORGE_BIN, on PATH, and in build/*/bin.
own() {
  local place
  for place in ${SPINFORGE_BIN:+"$SPINFORGE_BIN/$1"} \
      "$(command -v "$1" || true)" "$root"/build/*/bin/"$1"; do
    if [ -x "$place" ]; then echo "$place"; return; fi
  done
  die "$1 is not built; run ./quickstart, or say where it is in SPINFORGE_BIN"
}

# run LOG COMMAND...: silent where it succeeds.
run() {
  local log=$1
  shift
  "$@" > "$log" 2>&1 || { tail -n 20 "$log" >&2; die "$1 failed; its output is in $log"; }
}

# Yosys' commands that read the sources of the emitted directory one is in.
read_sources() { sed '\|^//|d; s|^|read_verilog -sv |; s|$|;|' filelist.f; }

# The top module of the emitted directory one is in.
top_module() { sed -n 's/^  "top": "\(.*\)",$/\1/p' manifest.json; }
