#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs what the README.md and the other pages of an emitted directory show, as it stands there, in that
# directory; and what gen/emit/README.md shows for it:
#   page_commands.sh SOURCE_DIR BIN_DIR NAME [OPTIONS OF spinforge-gen emit]
# NAME is the prefix of the core's names; synthesis, which is slow, runs where it is sf. A block whose
# program is not installed is named and left out.
set -euo pipefail
source_dir=$1 name=$3
PATH="$2:$PATH"
shift 3
for tool in iverilog verilator yosys; do
  command -v "$tool" >/dev/null || { echo "SKIPPED: $tool not installed"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "$*"; exit 1; }
warnings() { grep -i "warning" "$1" | grep -v "Standard inconsistency\|^ABC: "; }
say() { cat "$work/log"; fail "$*"; }

spinforge-gen emit "$source_dir/tests/data/three-neurons" -o core --name "$name" "$@"

# Writes the blocks of LANGUAGE in FILE to PREFIX1, PREFIX2, ..: blocks LANGUAGE FILE PREFIX
blocks() {
  awk -v language="$1" -v out="$3" '
    $0 == "```" && inside { inside = 0; close(out n); next }
    $0 == "```" language { inside = 1; n += 1; next }
    inside { print > (out n) }' "$2"
}

# Runs a file of commands in the directory, once; a simulation must say PASS.
run_block() {
  local block=$1 program
  program=$(sed -n '1s/ .*//p' "$block")
  for other in "$work"/ran*; do
    if cmp -s "$block" "$other"; then return; fi
  done
  echo "\$ $(cat "$block")"
  command -v "$program" >/dev/null || { echo "($program not installed)"; return; }
  if [ "$program" = yosys ] && [ "$name" != sf ]; then return; fi
  (cd core && bash -euo pipefail "$block") >log 2>&1 || say "'$(cat "$block")' failed"
  ! warnings log || say "'$(cat "$block")' warned"
  ! grep -q "_bench" "$block" || grep -q "^PASS: .* 0 differences" log || say "no PASS"
  ran=$((ran + 1))
  cp "$block" "$work/ran$ran"
}

# The design around the core, where the page's commands look for it.
blocks systemverilog core/README.md "$work/design"
mv design1 my_design.sv

ran=0
for page in core/README.md core/doc/*.md; do
  blocks sh "$page" "$work/$(basename "$page" .md)-"
done
for block in "$work"/*-[1-9]*; do
  run_block "$block"
  ! grep -q "_bench" "$block" || [ ! -d core/verilog ] || {
    sed 's|-f filelist.f|-f verilog/filelist.f|' "$block" >"$work/on-verilog"
    run_block "$work/on-verilog"
  }
done
[ "$ran" -ge 3 ] || fail "README.md: only $ran blocks ran; expected at least 3"

# What its commands do not show of the design: Yosys reads it, too.
cd core
! grep -rn 'lint_off' --exclude-dir=verilog . || say "a warning is waived"
sources="$(tr '\n' ' ' <filelist.f) ../my_design.sv"
yosys -q -p "read_verilog -sv $sources; hierarchy -check -top my_design; proc; check -assert" \
  >../log 2>&1 || say "Yosys refuses the design of README.md"

# The images are those that the page says how to draw.
blocks c README.md "$work/draw"
seed=$(sed -n 's/^ *"seed": *\([0-9]*\).*/\1/p' network/network.json)
{
  printf '#include <stdint.h>\n#include <stdio.h>\n'
  cat "$work/draw1"
  cat <<'C'
int main(int count, char** words) {
  unsigned seed, image, pixel, flags, p = 0;
  int whole = 0, seen = 0;
  sscanf(words[1], "%u", &seed);
  (void)count;
  while (scanf("%x %x %x", &image, &pixel, &flags) == 3) {
    if (flags & 2) whole = 1, p = 0;
    if (whole) {
      const uint32_t word = h(seed, image, 0, 0, p);
      if (pixel != ((word & 255) < 64 * (image % 4 + 1) ? word >> 24 : 0)) return 1;
      ++p, ++seen;
    }
    if (flags & 1) whole = 0;
  }
  printf("%d pixels are as drawn\n", seen);
  return seen == 0;
}
C
} >../draw.c
cc -o ../draw ../draw.c
../draw "$seed" <bench/vectors/pixels.hex || fail "the images of bench/vectors are others"

# What gen/emit/README.md shows: lines of four blanks that begin with a tool.
cd "$work"
shown=0
while IFS= read -r line; do
  echo "${line//sf_/${name}_}" >shown
  run_block "$work/shown"
  shown=$((shown + 1))
done < <(sed -n 's/^    \(\(verilator\|yosys\|iverilog\) .*\)/\1/p' "$source_dir/gen/emit/README.md")
[ "$shown" -ge 3 ] || fail "gen/emit/README.md: only $shown commands; expected at least 3"
echo "$ran blocks of the emitted README.md and of gen/emit/README.md ran"
