#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh BIN SECONDS [TARGET...]    every fuzz target of BIN (build/fuzz/bin), or these, for so long
# each, from its committed corpus; what they find new stays in ./fuzz/TARGET, from where the next run
# goes on, and inputs that fail in ./fuzz. Fails where one fails, or where one ran nothing; exit code 2
# where BIN, SECONDS or a TARGET is none.
set -euo pipefail

usage() { sed -n '3,6s/^# //p' "$0"; }
case "${1:-}" in -h | --help) usage; exit 0 ;; esac
if [ $# -lt 2 ]; then usage >&2; exit 2; fi
bin=$(realpath -m -- "$1") seconds=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then
  for source in "$here"/*.cpp; do set -- "$@" "$(basename "$source" .cpp)"; done
fi

refuse() { echo "run.sh: $1" >&2; exit 2; }
if ! [[ $seconds =~ ^[1-9][0-9]{0,8}$ ]]; then
  refuse "SECONDS: expected a whole number of 1 to 999999999, got \"$seconds\"; correct it"
fi
for target in "$@"; do
  if ! [[ -f $bin/fuzz_$target && -x $bin/fuzz_$target ]]; then
    refuse "BIN: expected an executable fuzz_$target in $bin, got none; build it, or correct BIN or TARGET"
  fi
done

mkdir -p fuzz
failed=0
for target in "$@"; do
  mkdir -p "fuzz/$target"
  # No parser may ask for more than 64 MB at once or 512 MB in all, whatever 8 kB say, or take 10 s.
  if ! "$bin/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=512 \
      -malloc_limit_mb=64 -dict="$here/words.dict" -print_final_stats=1 \
      -artifact_prefix="fuzz/$target-" "fuzz/$target" "$here/corpus/$target" >"fuzz/$target.log" 2>&1; then
    kept=$(sed -n 's/.*Test unit written to //p' "fuzz/$target.log" | tail -n 1)
    echo "$target: FAILED${kept:+; the input is $kept}; what was said is in fuzz/$target.log"
    failed=1
    continue
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$target.log")
  peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "fuzz/$target.log")
  edges=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "fuzz/$target.log" | tail -n 1)
  echo "$target: ${runs:-0} executions, ${edges:-0} edges, ${peak:-0} MB"
  if [ "${runs:-0}" -eq 0 ]; then failed=1; fi
done
exit "$failed"
