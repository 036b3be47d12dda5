#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# coverage.sh SOURCE_DIR BIN_DIR MODELS_DIR
source "$(dirname "$0")/common.sh"

# 32 images of 1 x 2 pixels, every value from 0 to 255 among them.
mkdir data
{ printf '\0\0\10\3\0\0\0\40\0\0\0\1\0\0\0\2'
  for i in $(seq 0 63); do printf "\\$(printf %o $((i * 37 % 256)))"; done; } >data/t10k-images-idx3-ubyte

# small FILE TRAFFIC: runs of a core of two layers.
small() {
  cat >"$1" <<JSON
{"schema_version": 1, "data": {"mine": "data"}, "runs": [
  {"networks": ["$source_dir/tests/data/three-neurons"], "data": ["mine"], "traffic": $2}]}
JSON
}
# hit DIR N: the N-th figure of its coverage; 1 lines, 2 branches, 3 toggles.
hit() { awk '/^ "coverage"/ {c = 1} c && /"hit"/ {print $2 + 0}' "$1/result.json" | sed -n "$2p"; }
never() { awk '/"events_never"/ {c = 1} c && /\]/ {exit} c' "$1/result.json" | grep -qF "\"$2\""; }

small plain.json '["plain"]'
small more.json '["plain", "fields", "broken"]'
regress plain.json --out plain --coverage >plain.log || fail "plain: $(tail -1 plain.log)"
regress more.json --out more --coverage >more.log || fail "more: $(tail -1 more.log)"

told="lines $(hit plain 1) -> $(hit more 1), branches $(hit plain 2) -> $(hit more 2), toggles $(hit plain 3) -> $(hit more 3)"

# What the traffic does not do is not covered, and told.
never plain "refused write" || fail "a refused write is seen where none was made"
grep -q '^    line   rtl/sf_field_control.sv:.*flush' plain/coverage.txt || fail "lines that never ran are not told"
grep -q '^    branch rtl/sf_field_control.sv:.*if: if (push)' plain/coverage.txt || fail "arms that were never taken are not told"
for kind in 1 2 3; do
  [ "$(hit more $kind)" -gt "$(hit plain $kind)" ] || fail "more traffic does not cover more: $(hit plain $kind), $(hit more $kind)"
done
! never more "refused write" && ! never more "frame too long" || fail "what happened is told as never seen"
! grep -q '^    line   rtl/sf_field_control.sv:.*flush' more/coverage.txt || fail "lines that ran are told as never hit"
grep -q '## Coverage' more/report.md && grep -q '<h2>Coverage' more/report.html || fail "the reports do not tell it"

# One result, however large shards are, and whatever was there before.
for options in "--shard 16 --jobs 2" "--shard 1000 --jobs 1"; do
  # shellcheck disable=SC2086
  regress more.json --out other --coverage $options >other.log || fail "$options: $(tail -1 other.log)"
  same more other || fail "$options: another result"
  cmp -s more/coverage.txt other/coverage.txt || fail "$options: another list"
  rm -rf other
done
rm "$(find more/shards -name '*.shard' | sort | head -1)"
cp more/result.json first.json
regress more.json --out more --resume >more.log || fail "a lost shard: $(tail -1 more.log)"
cmp -s first.json more/result.json || fail "a lost shard: another result"

# Without it nothing of it is there.
regress plain.json --out without >without.log || fail "without: $(tail -1 without.log)"
! grep -q '"coverage"' without/result.json && [ ! -e without/coverage.txt ] || fail "coverage that nobody asked for"

# Exclusions say why, and match something.
exclusion() {
  echo "{\"schema_version\": 1, \"exclusions\": [{\"kind\": \"line\", \"module\": \"sf_field_control\",
    \"points\": [\"$1\"], \"reason\": \"fields are none of this suite's traffic\"}]}"
}
exclusion '*flush*' >good.json
exclusion 'no such line' >bad.json
regress plain.json --out plain --resume --exclude good.json >plain.log || fail "exclusions: $(tail -1 plain.log)"
grep -q '^    excluded line   rtl/sf_field_control.sv:.*flush' plain/coverage.txt || fail "an excluded line is not told as such"
grep -q "none of this suite's traffic" plain/result.json || fail "the reason is not told"
code=0; regress plain.json --out plain --resume --exclude bad.json >plain.log 2>&1 || code=$?
[ $code = 2 ] && grep -q "matches nothing" plain.log || fail "an exclusion of nothing is not refused: $(cat plain.log)"
code=0; regress plain.json --out without --resume --exclude good.json >without.log 2>&1 || code=$?
[ $code = 2 ] && grep -q -- "expected --coverage" without.log || fail "--exclude without coverage is not refused: $(cat without.log)"
echo "$told"
