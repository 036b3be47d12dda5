#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# slurm.sh SOURCE_DIR BIN_DIR MODELS_DIR [SHARDS]: about so many shards of a run by array jobs of a real
# Slurm, while its processes, a slurmd and slurmctld are killed; the result is that of this machine alone.
source "$(dirname "$0")/common.sh"
shards=${4:-60}
for program in slurmctld slurmd munged sbatch; do
  command -v $program >/dev/null || skip "$program is not installed: that array jobs lose nothing is NOT checked"
done
[ "$(id -u)" = 0 ] || skip "slurmd needs root: that array jobs lose nothing is NOT checked"

if [ "$shards" -le 60 ]; then
  suite s.json 96 '["plain", "stall", "stream", "fields", "broken", "reset"]'
else
  suite s.json $((shards * 16)) '["plain"]'
  data=$work/images; mkdir "$data"
  for part in images-idx3:16 labels-idx1:8; do
    name=t10k-${part%:*}-ubyte; head=${part#*:}
    gzip -dc "$source_dir/weights/data/fmnist-sample/$name.gz" >once
    tail -c "+$((head + 1))" once >body
    for _ in $(seq $((shards * 16 / 200 + 1))); do cat body; done >bodies
    { head -c 4 once; printf "$(printf '\\x%02x' 0 0 $((shards * 16 / 256)) $((shards * 16 % 256)))"
      head -c "$head" once | tail -c +9
      head -c $(((head == 16 ? 784 : 1) * shards * 16)) bodies; } >"$data/$name"
  done
  sed -i 's/"traffic"/"data": ["many"], "traffic"/' s.json
fi
options=(--shard 16 ${data:+--data many=$data})

regress s.json --out whole "${options[@]}" >whole.log || fail "here: $(tail -1 whole.log)"
trap '"$here/slurm-here.sh" stop "$work/slurm"; rm -rf "$work"' EXIT
"$here/slurm-here.sh" start "$work/slurm" ||
  skip "Slurm does not start on this machine: that array jobs lose nothing is NOT checked"
export SLURM_CONF=$work/slurm/slurm.conf
array() { regress s.json --launcher slurm --jobs 4 "${options[@]}" "$@"; }

array --out array >array.log 2>&1 &
command=$!
done_shards() { find array/shards -name '*.shard' 2>/dev/null | wc -l; }
# Once some are through: workers, then a slurmd with what it runs, then slurmctld.
waited=0
until [ "$(done_shards)" -ge 3 ]; do
  sleep 0.5; waited=$((waited + 1)); kill -0 $command 2>/dev/null || break
  [ $waited -lt 600 ] || fail "nothing happens: $(squeue 2>&1)"
done
workers() { pgrep -f "spinforge-sim regress $PWD/array/jobs/" || true; }
killed=0
for _ in 1 2 3 4 5 6; do
  worker=$(workers | shuf -n 1)
  [ -z "$worker" ] || ! kill -KILL "$worker" 2>/dev/null || killed=$((killed + 1))
  [ $killed -lt 3 ] || break
  sleep 0.5
done
[ $killed -gt 0 ] || fail "no worker could be killed before all was through"
kill -KILL "$(cat slurm/slurmd-n2.pid)" || fail "no slurmd to kill"
kill -KILL "$(cat slurm/slurmctld.pid)" || fail "no slurmctld to kill"
sleep 3
slurmctld
sleep 2
slurmd -N n2
kill -0 $command 2>/dev/null || fail "the run was through before all was killed"
wait $command || fail "workers, slurmd, slurmctld killed: $(tail -2 array.log)"
same whole array || fail "workers, slurmd, slurmctld killed: another result"
[ "$(done_shards)" = "$(key array/run.json shards)" ] || fail "not as many results as shards"

# The command itself, in the middle: its jobs are found again, none is submitted twice.
setsid spinforge-sim regress s.json --launcher slurm --jobs 4 --quiet "${options[@]}" --out cut >cut.log 2>&1 &
pid=$!
for _ in $(seq 200); do sleep 0.1; [ -z "$(squeue -h)" ] || break; done
kill -KILL -- -$pid 2>/dev/null || fail "it was through before it could be killed"
wait $pid 2>/dev/null || true
array --out cut --resume >cut.log 2>&1 || fail "killed and resumed: $(tail -2 cut.log)"
same whole cut || fail "killed and resumed: another result"
[ "$(find cut/jobs -name '*-build.sh' | wc -l)" = 1 ] || fail "jobs were submitted twice"
echo "by Slurm, $killed workers, a slurmd and slurmctld killed, $(key array/run.json shards) shards: $(tail -1 array.log)"
