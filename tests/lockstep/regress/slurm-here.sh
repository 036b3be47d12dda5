#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# slurm-here.sh start|stop DIR: a Slurm of two nodes on this machine, on loopback, everything in DIR.
# `export SLURM_CONF=DIR/slurm.conf` uses it. Needs root (slurmd starts jobs as their users) and Debian's
# slurm-wlm and munge. A node that dies is given up after 10 s, so that its jobs are requeued soon.
set -euo pipefail
dir=$(realpath -m "${2:?start or stop, and a directory}")
export SLURM_CONF=$dir/slurm.conf

start_munge() {
  munge -n >/dev/null 2>&1 && return
  install -d -o munge -g munge /run/munge
  setpriv --reuid munge --regid munge --init-groups munged
  for _ in $(seq 20); do
    if munge -n >/dev/null 2>&1; then cp /run/munge/munged.pid "$dir"; return; fi
    sleep 0.5
  done
  echo "munged does not start" >&2; return 1
}

case $1 in
  start)
    host=$(hostname -s)
    mkdir -p "$dir"/state "$dir"/spool-{n1,n2}
    cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${SLURM_TEST_PORT:-18817}
AuthType=auth/munge
SlurmUser=root
StateSaveLocation=$dir/state
SlurmctldPidFile=$dir/slurmctld.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmctldTimeout=5
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmdLogFile=$dir/slurmd-%n.log
SlurmdSpoolDir=$dir/spool-%n
SlurmdTimeout=10
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((${SLURM_TEST_PORT:-18817} + 1)) CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((${SLURM_TEST_PORT:-18817} + 2)) CPUs=2 State=UNKNOWN
PartitionName=test Nodes=n1,n2 Default=YES State=UP
CONF
    start_munge
    slurmctld
    for node in n1 n2; do slurmd -N $node; done
    for _ in $(seq 60); do
      [ "$(sinfo -h -N -o %t 2>/dev/null | grep -c idle)" != 2 ] || exit 0
      sleep 1
    done
    echo "the nodes do not come up: $(sinfo 2>&1)" >&2; exit 1 ;;
  stop)
    scancel --user=root 2>/dev/null || true
    sleep 2
    for file in "$dir"/slurmd-n1.pid "$dir"/slurmd-n2.pid "$dir"/{slurmctld,munged}.pid; do
      [ -f "$file" ] || continue
      pid=$(cat "$file")
      kill "$pid" 2>/dev/null || continue
      for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
    done ;;
  *) echo "start or stop" >&2; exit 2 ;;
esac
