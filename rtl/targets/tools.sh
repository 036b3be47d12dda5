# SPDX-License-Identifier: Apache-2.0
# For the scripts here: the tools they call, and what they say where one is missing or fails.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
script=$(basename "$0")

die() { echo "$script: $*" >&2; exit 2; }

# The comment at the head of the script that calls it.
usage() { sed -n '3,/^[^#]/s/^# \?//p' "$0"; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || die "$tool is not installed; apt install ${tool/#ice*/fpga-icestorm}"
  done
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

# emit NETWORK OUT OPTIONS...: the core in OUT/core, made anew.
emit() {
  local gen
  gen=$(own spinforge-gen)
  mkdir -p "$2"
  run "$2/emit.log" "$gen" emit "$1" -o "$2/core" "${@:3}"
}

# synthesise COMMANDS: by Yosys, after it has read the emitted directory one is in; script and logs
# lie beside that.
synthesise() {
  { sed '\|^//|d; s|^|read_verilog -sv |; s|$|;|' filelist.f; echo "$1"; } > ../synth.ys
  run ../yosys.log yosys -q -l ../yosys-full.log ../synth.ys
}

# Among them, after proc: DSP blocks for the wide products alone; pixels times weights of 4 bits are
# small in LUTs.
soft_lanes='chtype -set $__soft_mul *_counter_lane*/t:$mul'

# The top module of the emitted directory one is in.
top_module() { sed -n 's/^  "top": "\(.*\)",$/\1/p' manifest.json; }
