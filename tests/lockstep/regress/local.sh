#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# local.sh SOURCE_DIR BIN_DIR MODELS_DIR [MOMENTS]
source "$(dirname "$0")/common.sh"
moments=${4:-8}
suite s.json 96 '["plain", "stall", "stream", "fields", "broken", "reset"]'

regress s.json --out whole | tail -1 | grep -q '^PASS: 6 runs, 576 images' || fail "the whole run does not pass"
for options in "--shard 16 --jobs 3" "--shard 48 --jobs 1" "--shard 1000 --jobs 2"; do
  # shellcheck disable=SC2086
  regress s.json --out other $options >other.log || fail "$options: $(tail -1 other.log)"
  same whole other || fail "$options: another result"
  rm -rf other
done

# Parts that are longer than a shard are not cut.
suite long.json 96 '["plain", "stream"], "part": 60'
regress long.json --out long --shard 16 | tail -1 | grep -q '^PASS: 2 runs, 192 images' || fail "long parts do not pass"
[ "$(key long/run.json shards)" = 5 ] || fail "parts of 60, 36 and 16 images, and of 60 and 36, are not five shards"
regress long.json --out other --shard 1000 >other.log || fail "long parts: $(tail -1 other.log)"
same long other || fail "long parts: another result"

# Its first run is what verify says.
spinforge-sim verify whole/designs/* --dataset "$source_dir/weights/data/fmnist-sample" --images 96 \
  --json verify.json --quiet >/dev/null 2>&1
for name in accuracy commits_compared rtl_hash; do
  value=$(sed -n "s/^  \"$name\": \(.*[^,]\),\{0,1\}$/\1/p" verify.json)
  grep -qF "   \"$name\": $value" whole/result.json || fail "verify says $name $value"
done

code=0; regress s.json --out whole >refused.log 2>&1 || code=$?
[ $code = 2 ] && grep -q -- --resume refused.log || fail "a DIR that is used is not refused: $(cat refused.log)"
code=0; (flock 9; regress s.json --out whole --resume >refused.log 2>&1) 9>whole/.lock || code=$?
[ $code = 3 ] && grep -q "another command" refused.log || fail "a second command is not refused: $(cat refused.log)"

# The command and all its processes, at random moments of the time that it takes.
begin=$(date +%s%N)
regress s.json --out cut --shard 16 >cut.log
took=$((($(date +%s%N) - begin) / 1000000))
killed=0
for try in $(seq $((3 * moments))); do
  [ $killed -lt "$moments" ] || break
  rm -rf cut
  setsid spinforge-sim regress s.json --out cut --shard 16 --quiet >cut.log 2>&1 &
  pid=$!
  sleep "$(printf '%d.%03d' $((took * RANDOM / 32768 / 1000)) $((took * RANDOM / 32768 % 1000)))"
  kill -KILL -- "-$pid" 2>/dev/null || true
  status=0; wait $pid 2>/dev/null || status=$?
  [ $status != 137 ] || killed=$((killed + 1))
  regress s.json --out cut --shard 16 --resume >cut.log 2>&1 || fail "try $try: $(tail -1 cut.log)"
  same whole cut || fail "try $try: another result"
done
[ $killed -gt 0 ] || fail "it was through before it could be killed"

# Single processes of it.
rm -rf cut
spinforge-sim regress s.json --out cut --shard 16 --quiet >cut.log 2>&1 &
pid=$!
until [ -n "$(find cut/shards -name '*.shard' 2>/dev/null)" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
killed_children=0
for _ in 1 2 3 4; do
  child=$(pgrep -P $pid | shuf -n 1) || true
  [ -z "$child" ] || ! kill -KILL "$child" 2>/dev/null || killed_children=$((killed_children + 1))
  sleep 0.3
done
[ $killed_children -gt 0 ] || fail "no process could be killed before it was through"
wait $pid || fail "processes killed: $(tail -1 cut.log)"
same whole cut || fail "processes killed: another result"

# Who goes on needs no option again, and may give no other.
regress s.json --out cut --resume >cut.log || fail "resumed without --shard: $(tail -1 cut.log)"
[ "$(key cut/run.json shards_reused)" = "$(key cut/run.json shards)" ] || fail "resumed without --shard: run again"
code=0; regress s.json --out cut --resume --images 48 >cut.log 2>&1 || code=$?
[ $code = 2 ] && grep -q -- --images cut.log || fail "other --images are not refused: $(cat cut.log)"

# A damaged shard is an error, a lost one is run again.
shard=$(find cut/shards -name '*.shard' | sort | head -1)
truncate -s -20 "$shard"
code=0; regress s.json --out cut --resume --shard 16 >cut.log 2>&1 || code=$?
[ $code = 4 ] && grep -q "not whole" cut.log || fail "a short shard is no error: $(cat cut.log)"
rm "$shard"
regress s.json --out cut --resume --shard 16 >cut.log || fail "a lost shard: $(tail -1 cut.log)"
same whole cut || fail "a lost shard: another result"
[ "$(key cut/run.json shards_reused)" = $(($(key cut/run.json shards) - 1)) ] || fail "more than the lost shard was run"
doubled=${shard%/*}/$(printf '0%.0s' {1..32}).shard
cp "$shard" "$doubled"
code=0; regress s.json --out cut --resume --shard 16 >cut.log 2>&1 || code=$?
[ $code = 4 ] || fail "a doubled shard is no error: $(cat cut.log)"
rm "$doubled"

# Tasks by hand.
spinforge-sim regress s.json --out cut --resume --prepare 5 --quiet | grep -q '^0 tasks' || fail "tasks of nothing"
code=0; spinforge-sim regress cut/tasks.json --task 0 >cut.log 2>&1 || code=$?
[ $code = 2 ] && grep -q "nothing is missing" cut.log || fail "a task of nothing: $(cat cut.log)"
spinforge-sim regress s.json --out tasks --shard 16 --prepare 5 --quiet | grep -q '^5 tasks' || fail "not 5 tasks"
for task in 4 0 2 0; do spinforge-sim regress tasks/tasks.json --task $task || fail "task $task"; done
regress s.json --out tasks --shard 16 --resume >tasks.log || fail "tasks: $(tail -1 tasks.log)"
same whole tasks || fail "tasks: another result"
[ "$(key tasks/run.json shards_reused)" -gt 0 ] || fail "nothing of the tasks was used"
echo "one result, $killed commands and $killed_children processes killed: $(tail -1 tasks.log)"
