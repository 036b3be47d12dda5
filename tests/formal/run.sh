#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves the properties of one macro:
#   tests/formal/run.sh [--macros DIR] [--properties DIR] [--work DIR]
#                       [--only MODE] [--stop] [--slow] [--edit FILE] MODULE
#
# Reads MODULE_properties.sv (beside this script unless --properties says where). Its header says
# what is proven, which macros that needs and which proofs to run, one line each:
#   // formal: passes whole images only
#   // sources: sf_ram sf_spike_buffer
#   // proof: Size=5 PieceBits=1 | bmc 12 | induction 1 | cover 16
# Every proof needs assertions and covers; a cover that is not reached fails it. --slow takes the
# lines that begin with "// slow proof:" instead; --stop ends at the first failure. --edit runs Yosys'
# commands of FILE on each design, and takes only those of which they say so by a file WORK/edited.
# Exit: 0 proven, 1 an assertion or a cover failed, 2 the proof could not be run, 3 no design was edited.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
macros="$here/../../rtl/macros"
folder="$here"
work=""
only=""
edit=""
stop=0
kind="proof"
module=""

die() { echo "formal: $*" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --macros) macros=${2:?}; shift ;;
    --work) work=${2:?}; shift ;;
    --properties) folder=${2:?}; shift ;;
    --only) only=${2:?}; shift ;;
    --stop) stop=1 ;;
    --edit) edit=$(realpath "${2:?}"); shift ;;
    --slow) kind="slow proof" ;;
    -h | --help) sed -n '3,15s/^# \?//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) die "unknown option $1" ;;
    *) module=$1 ;;
  esac
  shift
done

[ -n "$module" ] || die "no module given; expected e.g. sf_walker"
properties="$folder/${module}_properties.sv"
[ -r "$properties" ] || die "$properties cannot be read"
for tool in yosys yosys-smtbmc z3; do
  command -v "$tool" > /dev/null || die "$tool is not installed"
done
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work" || die "$work cannot be created"
top="${module}_properties"

sources=()
for source in $(sed -n 's|^// sources: ||p' "$properties"); do
  path="$macros/$source.sv"
  [ -r "$path" ] || path="$here/../../rtl/targets/$source.sv"   # a wrapper
  [ -r "$path" ] || path="$here/../data/$source.sv"             # a package
  sources+=("$(realpath -e "$path")") || die "$source.sv is missing"
done
[ ${#sources[@]} -gt 0 ] || die "$properties names no sources"
mapfile -t proofs < <(sed -n "s|^// $kind: ||p" "$properties")
[ ${#proofs[@]} -gt 0 ] || die "$properties names no $kind"

# elaborate SMT2 NAME=VALUE...: the flat design as an SMT-LIB transition system.
elaborate() {
  local smt2=$1 parameter chparam=""
  shift
  for parameter in "$@"; do chparam+=" -chparam ${parameter%%=*} ${parameter#*=}"; done
  # Properties reach into the macro through wires marked (* hierconn *), named like the register
  # that they stand for; flatten joins them, and one that is used but found no partner is an error,
  # so a register stays that the edited design may do without.
  cat > "$smt2.ys" << SCRIPT
read_verilog -sv -formal ${sources[@]} $properties
hierarchy -check -top $top$chparam
proc
${edit:+setattr -set keep 1 t:\$dff %co w:* %i}
${edit:+script $edit}
memory_map -rom-only -keepdc
memory -nordff
flatten
opt_clean -purge
select -assert-none a:hierconn
select -assert-min 1 t:\$assert
select -assert-min 1 t:\$cover
prep -top $top
async2sync
dffunmap
write_smt2 -wires $smt2
SCRIPT
  yosys -q -e 'implicitly declared' "$smt2.ys" > "$smt2.log" 2>&1
}

# check NAME SMT2 ARGUMENTS...: one run of the solver, one line of report.
check() {
  local name=$1 smt2=$2 log begin rc attempt
  shift 2
  log="$smt2.${name// /_}.log"
  begin=$(date +%s%N)
  # A solver that dies has answered nothing: it is asked once more, and never counts as an answer.
  for attempt in first second; do
    (cd "$work" && yosys-smtbmc -s z3 --unroll --dump-vcd "$log.vcd" "$@" "$smt2") > "$log" 2>&1
    rc=$?
    grep -qE 'Status: (PASSED|FAILED)' "$log" && break
    [ $attempt = second ] || echo "  $name: the solver did not finish, trying again"
  done
  printf '  %-14s %6.1f s  ' "$name" "$(($(date +%s%N) - begin))e-9"
  if [ $rc -eq 0 ] && grep -q 'Status: PASSED' "$log"; then
    case $name in
      cover*) echo "$(grep -c 'Reached cover' "$log") reached" ;;
      *) echo holds ;;
    esac
    return 0
  fi
  echo FAILED
  if ! grep -q 'Status: FAILED' "$log"; then
    sed 's/.*## */    /' "$log" | tail -3
    die "the solver did not finish"
  fi
  grep -E 'Assert failed|Unreached cover|Assertions are|BMC failed|induction failed' "$log" \
    | sed 's/.*## */    /' | head -8
  echo "  waveform: $log.vcd"
  return 1
}

failed=0
proved=0
index=0
for proof in "${proofs[@]}"; do
  IFS='|' read -ra fields <<< "$proof"
  echo "$module ${fields[0]}"
  smt2="$(realpath "$work")/$module.$index.smt2"
  index=$((index + 1))
  rm -f "$work/edited"
  # shellcheck disable=SC2086  # the parameters are meant to be split
  if ! elaborate "$smt2" ${fields[0]}; then
    tail -5 "$smt2.log"
    die "Yosys did not accept $properties"
  fi
  [ -z "$edit" ] || [ -e "$work/edited" ] || continue
  proved=1
  for field in "${fields[@]:1}"; do
    read -r mode depth <<< "$field"
    [ -z "$only" ] || [ "$mode" = "$only" ] || continue
    case $mode in
      bmc) check "bmc $depth" "$smt2" -t "$depth" || failed=1 ;;
      induction) check "induction $depth" "$smt2" -i -t "$depth" || failed=1 ;;
      cover) check "cover $depth" "$smt2" -c -t "$depth" || failed=1 ;;
      *) die "unknown mode '$mode' in $properties; expected bmc, induction or cover" ;;
    esac
    [ $stop -eq 0 ] || [ $failed -eq 0 ] || exit 1
  done
done
[ $proved -eq 1 ] || exit 3
exit $failed
